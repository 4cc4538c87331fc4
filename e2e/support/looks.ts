import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** The pages are the same on both databases: every walk is made on both, the judgement once. */
const once = process.env.E2E_DATABASE !== 'postgres'

/** WCAG 2.2 AA, light and dark: no serious finding. Leaves a picture of each for people to look at. */
export async function looksRight(page: Page, name: string): Promise<void> {
  await expect(page.locator('main')).toBeVisible()
  if (!once) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze()
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${name}, ${colorScheme}: ${id} ${nodes[0]?.html}`)
    expect(serious).toEqual([])
    const width = page.viewportSize()?.width
    await page.screenshot({ path: `test-results/screenshots/${name}-${width}-${colorScheme}.png`, fullPage: true })
  }
}
