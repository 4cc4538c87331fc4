import { env } from './env'

/** `__Host-` where the origin is https; on http://localhost browsers refuse the prefix, so it goes. */
const prefixed = (name: string): string => (env().SECURE ? `__Host-${name}` : name)

export const cookieNames = {
  /** token of the running interaction */
  interaction: () => prefixed('sallyport_interaction'),
  /** token of the signed-in session */
  session: () => prefixed('sallyport_session'),
  /** the last refusal, shown once on the page it belongs to */
  notice: () => prefixed('sallyport_notice'),
  /** trusted-device secret */
  device: () => prefixed('sallyport_device'),
  /** marks a browser that somebody signed in with */
  browser: () => prefixed('sallyport_browser'),
  /** the demo application's own session, and the request it is waiting for */
  demo: () => prefixed('sallyport_demo'),
  demoRequest: () => prefixed('sallyport_demo_request'),
}

/** A Set-Cookie value. @param maxAge seconds; 0 removes; absent lasts as long as the browser */
export function setCookie(name: string, value: string, maxAge?: number): string {
  const parts = [`${name}=${encodeURIComponent(value)}`, 'Path=/', 'HttpOnly', 'SameSite=Lax']
  if (env().SECURE) parts.push('Secure')
  if (maxAge !== undefined) parts.push(`Max-Age=${maxAge}`)
  return parts.join('; ')
}

/** One cookie of a Cookie header, decoded; undefined when absent or garbled. */
export function readCookie(header: string | null | undefined, name: string): string | undefined {
  const raw = header
    ?.split(/; */)
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1)
  if (raw === undefined) return undefined
  try {
    return decodeURIComponent(raw)
  } catch {
    return undefined
  }
}
