import { managementMount } from '../management'

/** For tests of our own JSON faces: a browser of our origin that keeps its cookies, at a network address of its own. */

export const origin = 'http://localhost:3000'
let network = 0

export type Body = Record<string, unknown>
export type Answer = { status: number; body: Body & { code?: string; data: Body }; headers: Headers }
/** @param under the face it calls: `/api/experience`, `/api/my-account` */
export function aBrowser(under = 'experience') {
  const jar = new Map<string, string>()
  network += 1
  const ip = `203.0.113.${network}`
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const cookie = [...jar].map(([k, v]) => `${k}=${v}`).join('; ')
    const response = await managementMount(
      new Request(`${origin}/api/${under}${path}`, {
        method,
        headers: {
          origin,
          'x-forwarded-for': ip,
          ...(cookie && { cookie }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    )
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split('=')
      if (/Max-Age=0/.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : {}, headers: response.headers }
  }
  const post = (path: string, body?: unknown) => call('POST', path, body)
  const open = (interactionEvent: string) => call('PUT', '', { interactionEvent })
  const submit = () => post('/submit')
  return { jar, ip, call, post, open, submit }
}
