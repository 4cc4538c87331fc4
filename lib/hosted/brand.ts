import { building } from '@/lib/core/env'
import { log } from '@/lib/core/log'
import { hostedSettings } from '@/lib/flows/branding'
import { words } from '@/lib/i18n'

type Rgb = [number, number, number]

const parse = (hex: string): Rgb => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as Rgb
const print = (rgb: Rgb): string => `#${rgb.map((c) => Math.round(c).toString(16).padStart(2, '0')).join('')}`

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = parse(hex).map((c) => {
    const s = c / 255
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG 2.2 contrast ratio of two colors, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const light = '#ffffff'
const dark = '#0b0d12'

/** The text color that reads better on a ground of this color. */
export const textOn = (ground: string): string =>
  contrast(ground, light) >= Math.min(4.5, contrast(ground, dark)) ? light : dark

/** The brand color as text: moved towards black or white until it reads (4.5:1) on all surfaces of its scheme. */
export function readable(color: string, grounds: string[], towards: string): string {
  const from = parse(color)
  const to = parse(towards)
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = print(from.map((c, i) => c + (to[i]! - c) * share) as Rgb)
    if (grounds.every((ground) => contrast(mixed, ground) >= 4.5)) return mixed
  }
  return towards
}

/** Custom properties that `globals.css` draws the brand with, each scheme with its own. */
export function brandColors(primary: string, darkPrimary: string): Record<string, string> {
  return {
    '--brand': primary,
    '--on-brand': textOn(primary),
    '--brand-text': readable(primary, ['#ffffff', '#eef3fc'], '#000000'),
    '--brand-dark': darkPrimary,
    '--on-brand-dark': textOn(darkPrimary),
    '--brand-text-dark': readable(darkPrimary, ['#16191f', '#1c2027'], '#ffffff'),
  }
}

export type Look = {
  name: string
  logoUrl: string
  colors: Record<string, string>
  legalTitle: string
  legal: { label: string; href: string }[]
}

/** How every page looks. Looks never keep a page from being shown: with the settings out of reach it is the plain one. */
export async function look(language?: { tag: string }): Promise<Look> {
  const t = words(language ? [language.tag] : [])
  const plain = { name: 'Sallyport', logoUrl: '', colors: {}, legalTitle: t.brand.footer, legal: [] }
  if (building()) return plain
  try {
    const { branding } = await hostedSettings()
    const help = branding.supportUrl || (branding.supportEmail && `mailto:${branding.supportEmail}`)
    const links: [string, string][] = [
      [t.brand.terms, branding.termsUrl],
      [t.brand.privacy, branding.privacyUrl],
      [t.brand.help, help],
    ]
    return {
      name: branding.productName,
      logoUrl: branding.logoUrl,
      colors: brandColors(branding.primaryColor, branding.darkPrimaryColor),
      legalTitle: t.brand.footer,
      legal: links.flatMap(([label, href]) => (href ? [{ label, href }] : [])),
    }
  } catch (error) {
    log().error({ err: error }, 'the branding could not be read')
    return plain
  }
}
