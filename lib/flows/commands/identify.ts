import { addressBlock } from '@/lib/core/address-block'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { type IdentifierKind, parseIdentifier } from '@/lib/core/identifiers'
import { db } from '@/lib/db/client'
import { longestWait, take } from '@/lib/db/limits'
import { deviceTrusted } from '@/lib/db/sessions'
import { findPerson, identifierTaken } from '@/lib/db/users'
import { nobodyAt } from '@/lib/interaction/nobody'
import type { IdentifierNeed } from '@/lib/interaction/types'
import { limits } from '@/lib/policy/limits'
import { knownPerson } from '../person'
import { entry, eventOf, type State, withEffects, withFacts } from '../state'
import type { Handler } from '.'
import { expectStep } from './expect'

export const kindsOf = (needs: IdentifierNeed[]): IdentifierKind[] =>
  needs.flatMap((n) => (n === 'emailOrPhone' ? (['email', 'phone'] as const) : [n]))

/** Which identifiers this purpose takes. */
export function acceptedKinds(s: State): IdentifierKind[] {
  const { purpose } = s.interaction
  if (purpose === 'register') return kindsOf(s.policy.signUp.identifiers)
  return purpose === 'recover' ? s.policy.forgot : s.policy.signIn.methods.map((m) => m.kind)
}

/** Who it is said to be. An unknown identifier is remembered like a known one, and the person sees no difference. */
export const identify: Handler<'identify'> = async (ctx, s, { identifier: text }) => {
  expectStep(s, 'identify', 'authenticate')
  const { purpose } = s.interaction
  if (purpose === 'account' || purpose === 'consent') throw new AppError('interaction.wrong_step')
  if (purpose === 'register' && !s.policy.signUp.enabled) throw new AppError('session.sign_up_disabled')
  if (purpose === 'recover' && !s.policy.forgot.length) throw new AppError('session.not_supported_for_forgot_password')
  const identifier = parseIdentifier(text, acceptedKinds(s), s.policy.defaultCountry)
  await addressLimit(ctx, purpose === 'register' ? 'signUp' : 'signIn')
  const known = { ...withFacts(s, { identifier }), person: null, subject: nobodyAt(ctx.now()), policy: s.house }
  if (purpose === 'register') return registering(known, identifier)
  const person = await findPerson(db(), identifier)
  const trusted =
    !!ctx.trustedDevice && (await deviceTrusted(db(), person?.user.id ?? '', s.application.id, ctx.trustedDevice, ctx.now()))
  const found = {
    ...withFacts(known, {}, { userId: person?.user.id ?? null }),
    ...(await knownPerson(ctx, person, trusted, s.house)),
  }
  return withEffects(found, { audit: [entry(found, `${eventOf(s.interaction)}.Identifier.Submit`)] })
}

async function registering(s: State, identifier: { kind: IdentifierKind; value: string }): Promise<State> {
  if (identifier.kind === 'username' && (await identifierTaken(identifier))) throw new AppError('user.username_already_in_use')
  return withFacts(s, { profile: { [identifier.kind]: identifier.value } })
}

export async function addressLimit(ctx: Ctx, which: 'signIn' | 'signUp'): Promise<void> {
  const { count, window } = limits.address[which]
  const wait = longestWait(await take(db(), ctx.now(), [{ key: `${which}:${addressBlock(ctx.ip)}`, count, window }]))
  if (wait) throw new AppError('request.rate_limited', { retryAfter: wait })
}
