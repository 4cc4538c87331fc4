import type { Ctx } from '@/lib/core/ctx'
import type { Application } from '@/lib/flows/direct'
import { applicationOf, originOf } from '../direct/gate'
import { cookieOf } from './cookies'

/** How tokens travel, decided for each request: contracts/nauth.md §3. */
export type Delivery = 'json' | 'cookies'

/** A request as this dialect sees it. */
export type Call = {
  ctx: Ctx
  request: Request
  application: Application
  delivery: Delivery
  /** what may prove a session here */
  accepts: Delivery[]
}

const mobile = (request: Request) => /^\/mobile\/|\/mobile$/.test(new URL(request.url).pathname)

export async function callOf(ctx: Ctx, request: Request): Promise<Call> {
  const application = await applicationOf(request)
  const { tokenDelivery } = application.metadata.directSignIn
  const wish = mobile(request) ? 'json' : tokenDelivery
  const hybrid = originOf(request, application) === 'web' ? 'cookies' : 'json'
  const delivery = wish === 'hybrid' ? hybrid : wish
  const accepts: Delivery[] = wish === 'hybrid' ? ['json', 'cookies'] : [wish]
  const trustedDevice = deviceToken(request, application, accepts)
  const { browser: _browser, trustedDevice: _hosted, ...rest } = ctx
  return { ctx: { ...rest, ...(trustedDevice && { trustedDevice }) }, request, application, delivery, accepts }
}

function deviceToken(request: Request, application: Application, accepts: Delivery[]): string | undefined {
  const header = accepts.includes('json') ? request.headers.get('x-device-token') : null
  if (header) return header
  return accepts.includes('cookies')
    ? (cookieOf(request, application, 'device_token') ?? cookieOf(request, application, 'device_id'))
    : undefined
}

/** Life of a refresh token of this call, in seconds. */
export const refreshLife = ({ application, delivery }: Pick<Call, 'application' | 'delivery'>): number => {
  const { cookieRefreshDays, jsonRefreshDays } = application.metadata.directSignIn
  return (delivery === 'cookies' ? cookieRefreshDays : jsonRefreshDays) * 86_400
}
