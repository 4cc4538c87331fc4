import Bowser from 'bowser'

/** "Chrome on macOS": how a browser is named in lists and notices. */
export function deviceLabel(userAgent: string | null): string {
  if (!userAgent) return 'Unknown device'
  const { browser, os } = Bowser.parse(userAgent)
  return [browser.name ?? 'A browser', os.name && `on ${os.name}`].filter(Boolean).join(' ')
}
