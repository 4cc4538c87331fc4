import { hashToken, newId } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { AddressKind, PhoneChannel } from '@/lib/core/mask'
import { type FactorType, factors } from '@/lib/factors'
import type { Begun } from '@/lib/factors/types'
import { guessesLeft, same } from '@/lib/interaction/rows'
import type { Address, Challenge } from '@/lib/interaction/types'
import { reserveSend } from '@/lib/messages/limits'
import { limits } from '@/lib/policy/limits'
import { challengeEvent, type State, withEffects, withFacts } from './state'
import type { MailedLink } from './types'
import { worldOf } from './world'

export type Target = {
  factor: FactorType
  mode: Challenge['mode']
  usageType: string
  authenticatorId?: string
  address?: Address
  /** verify: the row's data; else what enrollment begins with */
  input: unknown
  /** how the person wants the code to come */
  delivery?: PhoneChannel
  /** walk the same steps, send nothing: the address is nobody's (or somebody else's) */
  silent?: boolean
  /** goes out instead of the code, or beside it */
  link?: MailedLink
  /** over a recipient's budget nothing leaves and nobody is told: the one who asks may not be the one it goes to */
  quiet?: boolean
  /** the person waits for the carrier */
  wait: boolean
  /** proven before by this person: exempt from prefix and country budgets */
  proven: boolean
}

export const bindingOf = (c: Pick<Challenge, 'mode' | 'factor' | 'authenticatorId' | 'address'>): string =>
  `${c.mode}:${c.factor}:${c.authenticatorId ?? ''}:${c.address?.value ?? ''}`

const matching = (s: State, t: Target): Challenge | undefined =>
  s.interaction.facts.challenges.find(
    (c) =>
      c.mode === t.mode &&
      c.factor === t.factor &&
      c.authenticatorId === t.authenticatorId &&
      (t.mode === 'verify' || c.address === t.address || same(c.address, t.address)),
  )

/** Guesses are counted over a whole interaction, so fresh ones are for new codes only: no earlier code may be answered any more. */
export const spend = (c: Challenge): Challenge => ({ ...c, spent: true })

const exhausted = (s: State): boolean => s.interaction.attempts >= s.policy.code.attempts

/** Goes back to a challenge whose code is still good, or asks a new question (and, for a factor that delivers, sends its code). */
export async function ask(ctx: Ctx, s: State, target: Target, again = false): Promise<State> {
  if (target.delivery && !s.policy.deliveries.includes(target.delivery)) throw new AppError('connector.not_found')
  const earlier = matching(s, target)
  const otherWay = target.delivery && earlier && target.delivery !== (earlier.delivery ?? 'sms')
  if (earlier && !again && !otherWay && earlier.expiresAt > ctx.now() && guessesLeft(s.interaction, earlier, s.policy))
    return withFacts(s, { current: earlier.id, listing: undefined })
  if (earlier) waitOver(ctx, earlier)
  return begin(ctx, s, target, earlier)
}

/** The server-held resend clock. @throws connector.rate_limit_exceeded, scope `challenge` */
function waitOver(ctx: Ctx, c: Challenge): void {
  const until = c.sends >= limits.resend.perInteraction ? Math.max(c.resendAt, c.expiresAt) : c.resendAt
  const spent = c.sends >= limits.resend.perInteraction
  if (!spent && ctx.now() >= until) return
  const retryAfter = Math.max(1, Math.ceil((until - ctx.now()) / 1000))
  throw new AppError('connector.rate_limit_exceeded', {
    retryAfter,
    retryAt: new Date(ctx.now() + retryAfter * 1000).toISOString(),
    scope: 'challenge',
  })
}

async function begin(ctx: Ctx, s: State, target: Target, earlier: Challenge | undefined): Promise<State> {
  if (exhausted(s) && s.interaction.facts.request.api) throw new AppError('verification_code.exceed_max_try', {})
  const factor = factors[target.factor]
  const allowed = !factor.address || (await reserveSend(ctx, reservationOf(s, target, factor.address)))
  const t = { ...target, silent: target.silent || !allowed }
  const world = worldOf(s, ctx.now(), { ...t, binding: bindingOf(t), ...(t.silent && { unmatchable: true }) })
  const begun: Begun =
    t.mode === 'verify'
      ? await factor.verify.begin(world, t.input)
      : await factor.enroll.begin(world, factor.input.parse(t.input))
  const sends = (earlier?.sends ?? 0) + 1
  const wait = limits.resend.waits[Math.min(sends, limits.resend.waits.length) - 1]!
  const challenge: Challenge = {
    id: newId(ctx.now()),
    factor: t.factor,
    mode: t.mode,
    usageType: t.usageType,
    ...(t.authenticatorId && { authenticatorId: t.authenticatorId }),
    ...(t.address && { address: t.address }),
    ...(t.silent && { silent: true as const }),
    ...(t.delivery && { delivery: t.delivery }),
    ...(t.link && { link: hashToken(t.link.secret) }),
    state: begun.state,
    prompt: begun.prompt,
    sends,
    sentAt: ctx.now(),
    resendAt: ctx.now() + wait * 1000,
    // what was not sent does not go stale
    expiresAt: factor.address ? codeEnd(ctx, s) : s.interaction.expiresAt,
  }
  const anew = exhausted(s)
  const others = s.interaction.facts.challenges.filter((c) => c !== earlier).map((c) => (anew ? spend(c) : c))
  const asked = withFacts(s, { challenges: [...others, challenge], current: challenge.id, listing: undefined })
  const fresh = withEffects(asked, { resetAttempts: anew })
  return begun.deliver ? deliverLater(fresh, t, begun.deliver, anew && earlier ? spend(earlier) : earlier, challenge) : fresh
}

const reservationOf = (s: State, t: Target, kind: AddressKind) => ({
  kind,
  to: addressIn(t),
  proven: t.proven,
  ...(s.interaction.userId && { userId: s.interaction.userId }),
  ...(t.quiet && { quiet: true }),
})

/** Over the API a code for a new password waits as long as its interaction: nothing on a page says that it ran out. */
function codeEnd(ctx: Ctx, { interaction: i, policy }: State): number {
  return i.purpose === 'recover' && i.facts.request.api ? i.expiresAt : ctx.now() + policy.code.ttl * 1000
}

/** A link alone is good for as long as its interaction. */
const answerEnd = ({ interaction }: State, t: Target, c: Challenge): number =>
  t.link && !t.link.besideCode ? interaction.expiresAt : c.expiresAt

const addressIn = (t: Target): string => t.address?.value ?? factors[t.factor].addressOf?.(t.input) ?? ''

/** Puts the message on the door's list; if it is known not to have left, the earlier code is the valid one again. */
function deliverLater(
  s: State,
  t: Target,
  message: NonNullable<Begun['deliver']>,
  earlier: Challenge | undefined,
  challenge: Challenge,
): State {
  const { subject, application } = s
  const audit = {
    event: `${challengeEvent(s, t)}.Create`,
    userId: s.interaction.userId,
    applicationId: application.id,
    details: { interaction: s.interaction.id, usageType: t.usageType },
  }
  if (t.silent) return withEffects(s, { audit: [audit] })
  return withEffects(s, {
    audit: [audit],
    sends: [
      {
        wait: t.wait,
        delivery: {
          kind: message.kind,
          to: message.to,
          usageType: t.usageType,
          ...(!(t.link && !t.link.besideCode) && { code: message.code }),
          ...(t.link && { link: t.link.url }),
          ...(message.delivery && { channel: message.delivery }),
          ...(message.only && { only: true as const }),
          expiresInMinutes: Math.max(1, Math.floor((answerEnd(s, t, challenge) - challenge.sentAt) / 60_000)),
          languages: s.interaction.facts.request.locales ?? [],
          ...(subject.userId && {
            user: {
              id: subject.userId,
              name: subject.profile.name ?? null,
              username: subject.profile.username ?? null,
              locale: subject.locale,
            },
          }),
          application: { id: application.id, name: application.name },
          interactionId: s.interaction.id,
        },
        undo: (i) => ({
          ...i,
          facts: {
            ...i.facts,
            current: earlier?.id,
            challenges: [...i.facts.challenges.filter((c) => c.id !== challenge.id), ...(earlier ? [earlier] : [])],
          },
        }),
      },
    ],
  })
}
