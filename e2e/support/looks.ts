import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'

/** The pages are the same on both databases: every walk is made on both, the judgement once. */
const once = process.env.E2E_DATABASE !== 'postgres'

/** For people to look at: asked for, since a picture takes longer than the page. */
const pictures = Boolean(process.env.E2E_PICTURES)
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** WCAG 2.2 AA: no serious finding; in the dark only the colours are others. With E2E_PICTURES it leaves a picture of each. */
export async function looksRight(page: Page, name: string): Promise<void> {
  await expect(page.locator('main')).toBeVisible()
  // the judge is a script itself
  if (!once || test.info().project.use.javaScriptEnabled === false) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // without the blank page that it would open for each judgement: nothing here is framed from elsewhere
    const judge = new AxeBuilder({ page }).setLegacyMode()
    const { violations } = await (colorScheme === 'light' ? judge.withTags(tags) : judge.withRules(['color-contrast'])).analyze()
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${name}, ${colorScheme}: ${id} ${nodes[0]?.html}`)
    expect(serious).toEqual([])
    const width = page.viewportSize()?.width
    if (pictures) await page.screenshot({ path: `test-results/screenshots/${name}-${width}-${colorScheme}.png`, fullPage: true })
  }
}
