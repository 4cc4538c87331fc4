import { type Answer, type FakeHttp, startFakeHttp } from './http-server'

const json = { 'Content-Type': 'application/json' }

/** A refusal in the provider's own form. */
export const twilioRefusal = (status: number, code: number, message = `refused with ${code}`): Answer => ({
  status,
  headers: json,
  body: JSON.stringify({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }),
})

/** Twilio's message resource: every message is queued under SM0…1, SM0…2 and so on. */
export async function startFakeTwilio(): Promise<FakeHttp> {
  let count = 0
  return startFakeHttp((request) => {
    const account = /^\/2010-04-01\/Accounts\/(AC\w+)\/Messages\.json$/.exec(request.path)?.[1]
    if (request.method !== 'POST' || !account) return twilioRefusal(404, 20404, 'The requested resource was not found')
    const form = new URLSearchParams(request.body)
    count += 1
    const sid = `SM${String(count).padStart(32, '0')}`
    const message = { sid, account_sid: account, to: form.get('To'), from: form.get('From'), body: form.get('Body') }
    const dates = {
      date_created: 'Thu, 26 Nov 2026 10:00:00 +0000',
      date_updated: 'Thu, 26 Nov 2026 10:00:00 +0000',
      date_sent: null,
    }
    return { status: 201, headers: json, body: JSON.stringify({ ...message, ...dates, status: 'queued', error_code: null }) }
  })
}

/** The carrier's host led to the fake; `asked` keeps the addresses that were meant. */
export function rebase(fake: FakeHttp): { fetch: (url: string, init: RequestInit) => Promise<Response>; asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    fetch: (url, init) => {
      asked.push(url)
      const { pathname, search } = new URL(url)
      return fetch(fake.url + pathname + search, init)
    },
  }
}
