import type { KoaContextWithOIDC } from 'oidc-provider'
import { cookieNames, setCookie } from '@/lib/core/cookies'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { finishLogin } from '@/lib/flows/finish'
import { evidenceOf } from '@/lib/flows/kept'
import { signInCookies } from '@/lib/flows/sign-in-cookies'
import { start } from '@/lib/flows/start'
import { load, stepOf } from '@/lib/flows/state'
import type { StartInput } from '@/lib/flows/types'
import { wantedAcr } from './acr'
import { resume } from './issue'
import { stepUpReasons } from './policy'
import { ourSession } from './session-link'

/** The context of a provider request: no flow below may tell it from a page's. */
function ctxOf(koa: KoaContextWithOIDC): Ctx {
  const headers = new Headers(
    Object.entries(koa.req.headers).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v] as [string, string]] : [])),
  )
  const ctx = ctxFromHeaders(headers)
  const locales = localesOf(koa)
  return locales.length ? { ...ctx, languages: locales } : ctx
}

const words = (value: unknown): string[] =>
  String(value ?? '')
    .split(' ')
    .filter(Boolean)
const localesOf = (koa: KoaContextWithOIDC): string[] => words(koa.oidc?.params?.ui_locales)
const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined)

/** Which first page an application asked for: contracts/logto.md §9, "Honoured". */
function screenOf(ctx: KoaContextWithOIDC): 'sign-in' | 'register' | 'forgot-password' {
  const { first_screen: first, interaction_mode: mode, prompt } = ctx.oidc.params ?? {}
  if (first === 'reset_password') return 'forgot-password'
  const registers =
    first === 'register' || first === 'identifier:register' || mode === 'signUp' || words(prompt).includes('create')
  return registers ? 'register' : 'sign-in'
}

const purposes = { 'sign-in': 'sign-in', register: 'register', 'forgot-password': 'recover' } as const

/** An existing session that only lacks assurance keeps what it has proven; `prompt=login` and `max_age` repeat everything. */
function kept(ctx: KoaContextWithOIDC, reasons: string[]): Pick<StartInput, 'userId' | 'evidence'> {
  const { session } = ctx.oidc
  const ours = ourSession(ctx)
  if (!session || !ours || reasons.some((reason) => !stepUpReasons.includes(reason))) return {}
  const { amr = [], acr } = session
  return { userId: ours.userId, evidence: evidenceOf({ amr, acr: acr ?? null, at: ours.authTime }, ours.addresses) }
}

/** Opens our interaction for the provider's, sets its cookie, and says where the person goes. */
export async function interactionUrl(
  ctx: KoaContextWithOIDC,
  interaction: { uid: string; prompt: { name: string; reasons: string[] } },
): Promise<string> {
  const { params, client } = ctx.oidc
  const consent = interaction.prompt.name === 'consent'
  const screen = consent ? 'sign-in' : screenOf(ctx)
  const stepUp = consent ? {} : kept(ctx, interaction.prompt.reasons)
  const { acr } = wantedAcr(ctx)
  const asking = consent || stepUp.userId ? ourSession(ctx) : null
  const hint = text(params?.login_hint) ?? prefill(text(params?.identifier))
  const caller = ctxOf(ctx)
  const { token } = await start(caller, {
    purpose: consent ? 'consent' : stepUp.userId ? 'sign-in' : purposes[screen],
    applicationId: client?.clientId ?? 'account',
    oidcUid: interaction.uid,
    ...(consent && ctx.oidc.session?.accountId && { userId: ctx.oidc.session.accountId }),
    ...stepUp,
    ...(asking && { session: { id: asking.id, provenAt: asking.provenAt } }),
    request: {
      scopes: words(params?.scope),
      screen,
      locales: localesOf(ctx),
      startedAt: restartPath(ctx),
      ...(acr && { acr }),
      ...(hint && { loginHint: hint.slice(0, 200) }),
    },
  })
  const onward = stepUp.userId && (await atOnce(ctx, caller, token))
  if (onward) return onward
  ctx.res.appendHeader('set-cookie', setCookie(cookieNames.interaction(), token))
  return `${env().PUBLIC_URL}${consent ? '/consent' : stepUp.userId ? '/challenge' : `/${screen}`}`
}

/** What was refused at the end is told on the page. */
const unlessRefused = (error: unknown): null => {
  if (error instanceof AppError) return null
  throw error
}

/** A step-up that has nothing to ask (a trusted browser, an exemption) shows no page. @returns where it goes on */
async function atOnce(ctx: KoaContextWithOIDC, caller: Ctx, token: string): Promise<string | null> {
  const state = await load(caller, token)
  if (!state || stepOf(state).step !== 'done') return null
  const finished = await finishLogin(caller, token).catch(unlessRefused)
  if (!finished) return null
  for (const cookie of signInCookies(finished, caller.now())) ctx.res.appendHeader('set-cookie', cookie)
  return resume(finished)
}

/** SDKs name kinds of identifier in `identifier` (`email phone`); anything else is the identifier itself. */
const kinds = new Set(['email', 'phone', 'username'])
const prefill = (given: string | undefined): string | undefined =>
  given?.split(' ').every((word) => kinds.has(word)) ? undefined : given

/** The request as it came, so that an expired sign-in can start again. */
function restartPath(ctx: KoaContextWithOIDC): string {
  const entries = Object.entries(ctx.oidc.params ?? {}).filter((e): e is [string, string] => typeof e[1] === 'string')
  return `/oidc/auth?${new URLSearchParams(entries)}`
}
