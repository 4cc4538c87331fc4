import { cookieNames, readCookie, setCookie } from '@/lib/core/cookies'
import type { Ctx } from '@/lib/core/ctx'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { current } from '@/lib/flows/advance'
import { start } from '@/lib/flows/start'
import type { StartInput } from '@/lib/flows/types'
import { limitRate } from '@/lib/http/guards'
import type { Interaction } from '@/lib/interaction/types'
import { clearNotice } from './notice'
import { type Reply, seeOther } from './reply'
import { answering } from './submit'

const screens = {
  'sign-in': { purpose: 'sign-in', path: '/sign-in' },
  register: { purpose: 'register', path: '/register' },
  'forgot-password': { purpose: 'recover', path: '/forgot-password' },
} as const
type Screen = keyof typeof screens

/** How long an interaction's cookie stays: longer than the interaction, so that an ended one can say so. Seconds. */
export const interactionCookieLife = 3600
export const interactionCookie = (token: string): string => setCookie(cookieNames.interaction(), token, interactionCookieLife)

/**
 * `GET /begin?screen=…`: opens an interaction and shows its first page. It sends nothing and signs nobody in. A running one hands
 * on its application, request and identifier, so "forgot password?" leads back to the application that asked.
 */
export async function begin(request: Request): Promise<Response> {
  const ctx = ctxFromHeaders(request.headers)
  return answering(ctx, async () => {
    const query = new URL(request.url).searchParams
    const asked = query.get('screen') ?? 'sign-in'
    const screen: Screen = Object.hasOwn(screens, asked) ? (asked as Screen) : 'sign-in'
    const token = readCookie(request.headers.get('cookie'), cookieNames.interaction())
    if (query.has('set')) return seeOther(arrived(screen, token))
    await limitRate(ctx, { name: 'begin', count: 60, window: 60 })
    return seeOther(await opened(ctx, screen, token, query.get('login_hint')))
  })
}

/** The cookie just set came back, or this browser keeps none: say so instead of going round in circles. */
const arrived = (screen: Screen, token: string | undefined): Reply => ({
  to: token ? screens[screen].path : `${screens[screen].path}?cookies=off`,
  cookies: [],
})

async function opened(ctx: Ctx, screen: Screen, token: string | undefined, hint: string | null): Promise<Reply> {
  const earlier = token ? await current(ctx, token) : undefined
  const { token: fresh } = await start(
    ctx,
    inputFor(screen, earlier?.interaction, hint, !!earlier && 'gone' in earlier && earlier.gone),
  )
  return { to: `/begin?screen=${screen}&set`, cookies: [interactionCookie(fresh), clearNotice()] }
}

function inputFor(screen: Screen, earlier: Interaction | undefined, hint: string | null, gone: string | false): StartInput {
  const { purpose } = screens[screen]
  const loginHint = hint?.slice(0, 320) ?? earlier?.facts.identifier?.value ?? earlier?.facts.request.loginHint
  const own: StartInput = {
    purpose,
    applicationId: 'account',
    returnTo: '/account/security',
    request: { screen, ...(loginHint && { loginHint }) },
  }
  if (!earlier || !handsOn(earlier, gone)) return own
  const { applicationId, oidcUid, returnTo, facts } = earlier
  return {
    purpose,
    applicationId,
    ...(oidcUid && { oidcUid }),
    ...(returnTo && { returnTo }),
    request: { ...facts.request, screen, ...(loginHint && { loginHint }) },
  }
}

/** A finished recovery continues in a sign-in; anything else that ended, or is about a signed-in person, does not. */
function handsOn(earlier: Interaction, gone: string | false): boolean {
  if (earlier.purpose === 'account' || earlier.purpose === 'consent') return false
  return !gone || (gone === 'finished' && earlier.purpose === 'recover') || (gone === 'expired' && !earlier.oidcUid)
}
