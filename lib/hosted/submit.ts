import { cookieNames, readCookie, setCookie } from '@/lib/core/cookies'
import type { Ctx } from '@/lib/core/ctx'
import type { AppError } from '@/lib/core/errors'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { advance, current } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { signInCookies } from '@/lib/flows/sign-in-cookies'
import type { Current, Finished } from '@/lib/flows/types'
import { checkOrigin } from '@/lib/http/guards'
import { asRefusal } from '@/lib/http/problem'
import { abort, resume } from '@/lib/oidc/issue'
import { deskFor } from './at'
import { actionOf, commandsFrom } from './commands'
import { enter } from './enter'
import { type Form, keptValues, readForm } from './form'
import { clearNotice, noticeCookie } from './notice'
import { noticePlace, pathOf, stepId } from './present'
import { isOwnPath, restartPath } from './present-end'
import { plainPage, type Reply, seeOther } from './reply'

/** The one action of every hosted form. Whatever happens, the browser ends on the page of the step it is at. */
export async function submit(request: Request): Promise<Response> {
  const ctx = ctxFromHeaders(request.headers)
  return answering(ctx, async () => {
    checkOrigin(request, false)
    const form = await readForm(request)
    const token = readCookie(request.headers.get('cookie'), cookieNames.interaction())
    return seeOther(token ? await act(ctx, token, form) : { to: '/sign-in', cookies: [] })
  })
}

/** What no page can show becomes a plain one; a fault is logged with its cause and shown with its reference only. */
export async function answering(ctx: Ctx, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    return plainPage(asRefusal(error, ctx), ctx.requestId, ctx.languages)
  }
}

async function act(ctx: Ctx, token: string, form: Form): Promise<Reply> {
  const before = await current(ctx, token)
  if ('gone' in before) return { to: before.interaction?.purpose === 'recover' ? '/forgot-password' : '/sign-in', cookies: [] }
  // what an application asks in its own words ends there
  if (before.interaction.facts.request.api) return { to: '/sign-in', cookies: [] }
  // a form of an earlier sign-in in this browser: show where this one is, do nothing
  if (form.ix !== before.interaction.id) return { to: pathOf(before), cookies: [clearNotice()] }
  if (actionOf(form) === 'restart') return { to: restartPath(before.interaction), cookies: [clearNotice()] }
  try {
    const moved = await advance(ctx, token, ...commandsFrom(form, before))
    return await arrive(ctx, await enter(ctx, before, moved))
  } catch (error) {
    return refused(ctx, token, form, asRefusal(error, ctx))
  }
}

/** The page of the step, or the way out when there is none left. */
export async function arrive(ctx: Ctx, c: Current): Promise<Reply> {
  if (c.step.step === 'done') return finish(ctx, c)
  if (c.step.step === 'cancelled') return left(c)
  return { to: pathOf(c), cookies: [clearNotice()] }
}

async function finish(ctx: Ctx, c: Current): Promise<Reply> {
  const finished = await finishLogin(ctx, c.token)
  const { purpose, oidcUid, returnTo } = finished
  const cookies = [clearNotice(), ...signInCookies(finished, ctx.now())]
  // recovery signs nobody in: its last page still belongs to it
  if (purpose === 'recover') return { to: '/forgot-password', cookies }
  cookies.push(setCookie(cookieNames.interaction(), '', 0))
  if (oidcUid) return { to: await onward(ctx, finished), cookies }
  return { to: withOutcome(c, isOwnPath(returnTo) ? returnTo : '/account/security'), cookies }
}

/** The person is signed in by now: where the application's request cannot go on, the page says so and offers what can. */
async function onward(ctx: Ctx, finished: Finished): Promise<string> {
  try {
    return await resume(finished)
  } catch (error) {
    asRefusal(error, ctx)
    return '/sign-in'
  }
}

/** Settings say what has just been changed. */
function withOutcome({ interaction }: Current, path: string): string {
  const { goal } = interaction.facts
  if (interaction.purpose !== 'account' || !goal) return path
  const done = { prove: 'proven', enroll: 'added', password: 'password', contact: 'contact' }[goal.kind]
  const factor = goal.kind === 'enroll' ? `&factor=${goal.factor}` : ''
  return `${path}${path.includes('?') ? '&' : '?'}done=${done}${factor}`
}

async function left({ interaction }: Current): Promise<Reply> {
  const { oidcUid, returnTo, purpose } = interaction
  const cookies = [clearNotice(), setCookie(cookieNames.interaction(), '', 0)]
  if (oidcUid) return { to: await abort(oidcUid, 'access_denied'), cookies }
  if (purpose === 'account' && isOwnPath(returnTo)) return { to: returnTo, cookies }
  return { to: '/begin?screen=sign-in&again=1', cookies }
}

/** Refusals about a step that moved on elsewhere are nobody's fault: the page just shows where it is. */
const unspoken = new Set(['interaction.stale', 'interaction.wrong_step', 'session.not_found', 'session.interaction_not_found'])

export async function refused(ctx: Ctx, token: string, form: Form, error: AppError): Promise<Reply> {
  const here = await current(ctx, token)
  if ('gone' in here) return { to: '/sign-in', cookies: [clearNotice()] }
  if (unspoken.has(error.code)) return arrive(ctx, here)
  const place = noticePlace(here.interaction.id, stepId(here, await deskFor(ctx, here.interaction)))
  return { to: pathOf(here), cookies: [noticeCookie(error, ctx.requestId, place, keptValues(form))] }
}
