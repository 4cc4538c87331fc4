import { base, freshNetwork } from './instance'

export type Page = { url: URL; status: number; html: string }

/** The least a browser can be: cookies, links, plain forms, no scripts. What works here works with JavaScript off. */
export function plainBrowser() {
  const jar = new Map<string, string>()
  const network = { 'x-forwarded-for': freshNetwork() }
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      if (attributes.some((a) => /^\s*max-age=0$/i.test(a)) || attributes.some((a) => /^\s*expires=.*1970/i.test(a)))
        jar.delete(name.trim())
      else jar.set(name.trim(), value.join('='))
    }
  }
  async function go(url: string | URL, init: RequestInit = {}): Promise<Page> {
    let target = new URL(url, base)
    let request = init
    for (let hop = 0; hop < 15; hop++) {
      if (target.origin !== new URL(base).origin) return { url: target, status: 0, html: '' }
      const cookie = [...jar].map(([k, v]) => `${k}=${v}`).join('; ')
      const response = await fetch(target, {
        ...request,
        redirect: 'manual',
        headers: { ...network, ...request.headers, cookie },
      })
      keep(response)
      const location = response.headers.get('location')
      if (!location || response.status < 300 || response.status > 399)
        return { url: target, status: response.status, html: await response.text() }
      target = new URL(location, target)
      request = {}
    }
    throw new Error(`too many redirects, last to ${target}`)
  }
  return {
    go,
    jar,
    /** Submits the page's form that holds a button with this action; hidden fields come along. */
    submit(page: Page, action: string, fields: Record<string, string> = {}): Promise<Page> {
      const form = page.html.match(/<form[\s\S]*?<\/form>/g)?.find((f) => f.includes(`data-action="${action}"`))
      if (!form) throw new Error(`no form offers "${action}" on ${page.url.pathname}: ${step(page)}`)
      const hidden = [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
        attribute(tag, 'name'),
        attribute(tag, 'value'),
      ])
      const button =
        [...form.matchAll(/<button[^>]*>/g)].map(([tag]) => tag).find((tag) => tag.includes(`data-action="${action}"`)) ?? ''
      const name = attribute(button, 'name')
      const body = new URLSearchParams({
        ...Object.fromEntries(hidden),
        ...(name && { [name]: attribute(button, 'value') }),
        ...fields,
      })
      const to = new URL(attribute(/<form[^>]*>/.exec(form)?.[0] ?? '', 'action') || page.url, page.url)
      return go(to, {
        method: 'POST',
        body,
        headers: { origin: new URL(base).origin, 'content-type': 'application/x-www-form-urlencoded' },
      })
    },
  }
}

const decode = (text: string) =>
  text
    .replace(/&quot;/g, '"')
    .replace(/&#x27;|&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
const attribute = (tag: string, name: string): string => decode(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
const main = (page: Page): string => /<main[^>]*>/.exec(page.html)?.[0] ?? ''
export const step = (page: Page): string => attribute(main(page), 'data-step')
export const errorOf = (page: Page): string => attribute(main(page), 'data-error')
