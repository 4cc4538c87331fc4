import { cookieNames, setCookie } from '@/lib/core/cookies'
import type { Ctx } from '@/lib/core/ctx'
import { AppError, isCode } from '@/lib/core/errors'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { byLogtoName } from '@/lib/factors'
import { accountOverview, preferFactor, removeFactor, setSkipMfaOnSignIn, signOutSession } from '@/lib/flows/account'
import { disconnectApp } from '@/lib/flows/account-apps'
import { forgetBrowser, signOutEverywhere } from '@/lib/flows/account-browsers'
import { deleteAccount, removeContact } from '@/lib/flows/account-closing'
import { renameFactor, updateProfile } from '@/lib/flows/account-profile'
import { current } from '@/lib/flows/advance'
import { revokeSession, type Session } from '@/lib/flows/session'
import { start } from '@/lib/flows/start'
import type { StartInput } from '@/lib/flows/types'
import { checkOrigin } from '@/lib/http/guards'
import { asRefusal } from '@/lib/http/problem'
import { accountPlace } from './account-page'
import { sessionOf } from './at'
import { interactionCookie } from './begin'
import { enter } from './enter'
import { type Form, need, readForm } from './form'
import { clearNotice, noticeCookie } from './notice'
import { type Reply, seeOther } from './reply'
import { answering, arrive, refused } from './submit'

const home = '/account/security'

/** Forms of the settings. What weakens or changes an account first asks for proof and then comes back here. */
export async function submitAccount(request: Request): Promise<Response> {
  const ctx = ctxFromHeaders(request.headers)
  return answering(ctx, async () => {
    checkOrigin(request, false)
    const form = await readForm(request)
    const session = await sessionOf(ctx, request.headers.get('cookie'))
    if (!session) return seeOther({ to: '/sign-in', cookies: [] })
    try {
      return seeOther(await act(ctx, session, form))
    } catch (error) {
      const refusal = asRefusal(error, ctx)
      return seeOther({ to: home, cookies: [noticeCookie(refusal, ctx.requestId, accountPlace)] })
    }
  })
}

const done = (what: string): Reply => ({ to: `${home}?done=${what}`, cookies: [clearNotice()] })

async function act(ctx: Ctx, session: Session, form: Form): Promise<Reply> {
  switch (form.action) {
    case 'add':
      return add(ctx, session, form)
    case 'remove':
      return remove(ctx, session, form)
    case 'prefer':
      need(form, 'factorId')
      await preferFactor(ctx, session, form.factorId!)
      return done('preferred')
    case 'contact':
      return prove(ctx, session, { kind: 'contact', contact: form.contact === 'phone' ? 'phone' : 'email' }, home)
    case 'password':
      return prove(ctx, session, { kind: 'password' }, home)
    case 'rename':
      need(form, 'factorId')
      await renameFactor(ctx, session, form.factorId!, form.name ?? '')
      return done('renamed')
    case 'profile-name':
      await updateProfile(ctx, session, { name: form.name ?? '' })
      return done('renamed')
    case 'profile-language':
      await updateProfile(ctx, session, { locale: form.locale ?? null })
      return done('saved')
    case 'remove-contact': {
      const kind = form.contact === 'phone' ? 'phone' : 'email'
      const back = `${home}?removeContact=${kind}`
      return proven(ctx, session, () => removeContact(ctx, session, kind), done('contact-removed'), back)
    }
    case 'delete-account':
      return proven(
        ctx,
        session,
        () => deleteAccount(ctx, session),
        { to: '/sign-in?closed=1', cookies: leaving() },
        `${home}?close=1`,
      )
    case 'forget-browser':
    case 'forget-browsers':
      await forgetBrowser(ctx, session, form.action === 'forget-browser' ? form.browserId : undefined)
      return done('forgotten')
    case 'disconnect':
      need(form, 'appId')
      await disconnectApp(ctx, session, form.appId!)
      return done('disconnected')
    case 'sign-out-everywhere':
      return proven(ctx, session, () => signOutEverywhere(ctx, session), done('everywhere'))
    case 'ask-at-sign-in':
    case 'skip-at-sign-in':
      return proven(ctx, session, () => setSkipMfaOnSignIn(ctx, session, form.action === 'skip-at-sign-in'), done('saved'))
    case 'sign-out-session':
      need(form, 'sessionId')
      await signOutSession(ctx, session, form.sessionId!)
      return done('signed-out')
    case 'sign-out':
      return signOut(ctx, session)
    default:
      return { to: home, cookies: [] }
  }
}

async function add(ctx: Ctx, session: Session, form: Form): Promise<Reply> {
  const factor = byLogtoName(form.factorId ?? '')
  if (!factor) throw new AppError('entity.not_found')
  return prove(ctx, session, { kind: 'enroll', factor }, home)
}

async function remove(ctx: Ctx, session: Session, form: Form): Promise<Reply> {
  need(form, 'factorId')
  const id = form.factorId!
  const type = (await accountOverview(ctx, session)).factors.find((f) => f.id === id)?.type
  const again = `${home}?remove=${encodeURIComponent(id)}`
  return proven(ctx, session, () => removeFactor(ctx, session, id), done(`removed&factor=${type}`), again)
}

/** Without a fresh proof, that comes first, and the button is pressed again. @param again where it stands */
async function proven(ctx: Ctx, session: Session, act: () => Promise<void>, then: Reply, again = home): Promise<Reply> {
  try {
    await act()
    return then
  } catch (error) {
    if (isCode(error, 'session.mfa.fresh_proof_required')) return prove(ctx, session, { kind: 'prove' }, again)
    throw error
  }
}

/** Opens an interaction about the person who is signed in; a proof given moments ago is not asked for again. */
async function prove(ctx: Ctx, session: Session, goal: NonNullable<StartInput['goal']>, returnTo: string): Promise<Reply> {
  const { token } = await start(ctx, {
    purpose: 'account',
    applicationId: 'account',
    userId: session.userId,
    goal,
    session: { id: session.id, provenAt: session.provenAt },
    returnTo,
  })
  const opened = await current(ctx, token)
  if ('gone' in opened) return { to: home, cookies: [] }
  const reply = await arriveOrRefuse(ctx, opened)
  return { ...reply, cookies: [interactionCookie(token), ...reply.cookies] }
}

async function arriveOrRefuse(ctx: Ctx, opened: Parameters<typeof arrive>[1]): Promise<Reply> {
  try {
    return await arrive(ctx, await enter(ctx, null, opened))
  } catch (error) {
    return refused(ctx, opened.token, {}, asRefusal(error, ctx))
  }
}

async function signOut(ctx: Ctx, session: Session): Promise<Reply> {
  await revokeSession(ctx, session)
  return { to: '/sign-in', cookies: leaving() }
}

const leaving = (): string[] =>
  [cookieNames.session(), cookieNames.interaction(), cookieNames.notice()].map((name) => setCookie(name, '', 0))
