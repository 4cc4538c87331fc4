import Bowser from 'bowser'

export type Device = { browser: string | null; platform: string | null; type: 'mobile' | 'tablet' | 'desktop' | null }

/** What a browser says it is. */
export function deviceOf(userAgent: string | null): Device {
  if (!userAgent) return { browser: null, platform: null, type: null }
  const { browser, os, platform } = Bowser.parse(userAgent)
  const type = (['mobile', 'tablet', 'desktop'] as const).find((kind) => kind === platform.type) ?? null
  return { browser: browser.name || null, platform: os.name || null, type }
}

/** "Chrome on macOS": how a browser is named in lists and notices. */
export function deviceLabel(userAgent: string | null): string {
  const { browser, platform } = deviceOf(userAgent)
  if (!browser && !platform) return 'Unknown device'
  return [browser ?? 'A browser', platform && `on ${platform}`].filter(Boolean).join(' ')
}
