import { keyedHash } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { db } from '@/lib/db/client'
import { longestWait, take } from '@/lib/db/limits'
import { identifierTaken } from '@/lib/db/users'
import { forAddress } from '@/lib/factors'
import { permissionDue } from '@/lib/interaction/contacts'
import { addressOf, firstDone } from '@/lib/interaction/first'
import { same } from '@/lib/interaction/rows'
import type { Address, IdentifierNeed } from '@/lib/interaction/types'
import { ask } from '../challenge'
import { accountExists } from '../notices'
import { type State, stepOf, withEffects, withFacts } from '../state'
import type { MailedLink } from '../types'
import type { Handler } from '.'
import { expectStep } from './expect'
import { kindsOf } from './identify'

const usage = {
  'sign-in': 'SignIn',
  register: 'Register',
  recover: 'ForgotPassword',
  account: 'BindNewIdentifier',
  consent: 'Generic',
} as const
/** Different numbers that one interaction may try. */
const numbers = 3

/** A code to the identifier itself. For an unknown one nothing leaves, and for a taken one at sign-up its owner is told. */
export const sendCode: Handler<'send-code'> = async (ctx, s, { link }) => {
  const step = expectStep(s, 'authenticate')
  const proving = s.interaction.purpose === 'account'
  const own = s.subject.proven.find(({ kind }) => kind === 'email') ?? s.subject.proven[0]
  const address = proving ? own : addressOf(s.interaction.facts.identifier)
  if (!step.methods.includes('code') || !address) throw new AppError('interaction.wrong_step')
  return proveAddress(ctx, s, address, proving ? 'UserPermissionValidation' : undefined, link)
}

async function proveAddress(
  ctx: Ctx,
  s: State,
  address: Address,
  usageType: string = usage[s.interaction.purpose],
  link?: MailedLink,
): Promise<State> {
  const { purpose, userId } = s.interaction
  const taking = purpose === 'register' || purpose === 'account'
  const found = taking ? await identifierTaken(address) : null
  const owner = found?.id === userId ? null : found
  const told = purpose === 'register' && (await toldToday(ctx, address))
  const silent = taking ? !!owner : !s.person
  if (owner && purpose === 'register' && s.config.experience.discloseExistence)
    throw new AppError(address.kind === 'email' ? 'user.email_already_in_use' : 'user.phone_already_in_use')
  const asked = await ask(ctx, s, {
    factor: forAddress(address.kind),
    mode: 'prove',
    usageType,
    address,
    input: { address: address.value },
    silent,
    ...(link && { link }),
    wait: false,
    proven: s.subject.proven.some((a) => same(a, address)),
  })
  return owner && !told && asked.interaction.facts.challenges !== s.interaction.facts.challenges
    ? withEffects(asked, { sends: [accountExists(s, owner)] })
    : asked
}

/** Whoever has the address hears of a sign-up with it once a day; looked at whether somebody has it or not. */
async function toldToday(ctx: Ctx, address: Address): Promise<boolean> {
  const key = `exists:${keyedHash('exists', `${address.kind}:${address.value}`)}`
  return longestWait(await take(db(), ctx.now(), [{ key, count: 1, window: 86_400 }])) !== null
}

/** Sign-up: the identifiers and details still missing; addresses are proven one after the other. */
export const profile: Handler<'profile'> = async (ctx, s, given) => {
  if (s.interaction.purpose === 'sign-in') return ownAddress(ctx, s, given)
  const step = expectStep(s, 'profile')
  const wanted = kindsOf(step.missing.filter((m): m is IdentifierNeed => m !== 'password'))
  const found = wanted.flatMap((kind) => (given[kind] ? [[kind, given[kind]] as const] : []))
  if (!found.length) throw new AppError('user.missing_profile', { missingProfile: step.missing })
  let state = s
  for (const [kind, text] of found) {
    const value = normalize(kind, text, s.policy.defaultCountry)
    if (!value) throw new AppError('identifier.invalid', { kind })
    if (kind === 'username' && (await identifierTaken({ kind, value }))) throw new AppError('user.username_already_in_use')
    state = withFacts(state, {
      profile: {
        ...state.interaction.facts.profile,
        [kind]: value,
        ...(given.name && { name: given.name.slice(0, 100) }),
      },
    })
    const verify =
      s.interaction.purpose === 'account' || s.policy.signUp.secondary.some((n) => n.verify && kindsOf([n.need]).includes(kind))
    if (kind !== 'username' && verify) return proveAddress(ctx, state, { kind, value }, undefined, given.link)
  }
  return state
}

/**
 * A sign-in over the API: the address on file proves itself, or a number is given where none was proven. What is proven on file is
 * never replaced here.
 */
async function ownAddress(ctx: Ctx, s: State, given: Partial<Record<Address['kind'], string>>): Promise<State> {
  if (!s.interaction.facts.request.api || !firstDone(s.interaction, s.policy)) throw new AppError('interaction.wrong_step')
  const running = stepOf(s)
  const agreeing = permissionDue(s.interaction, s.subject, s.policy)
  if (agreeing) {
    if (given.phone) throw new AppError('auth.forbidden', { reason: 'phone_locked' })
    expectStep(s, 'profile')
    return proveAddress(ctx, s, agreeing, 'UserPermissionValidation')
  }
  const asked = running.step === 'answer' && running.challenge.mode === 'prove' ? running.challenge.address?.kind : undefined
  const kind = asked ?? (expectStep(s, 'profile').missing[0] as Address['kind'])
  if (s.subject.proven.some((a) => a.kind === kind)) throw new AppError('auth.forbidden', { reason: `${kind}_locked` })
  const text = (kind === 'phone' && given.phone) || s.subject.profile[kind]
  if (!text) throw new AppError('user.missing_profile', { missingProfile: [kind] })
  const value = normalize(kind, text, s.policy.defaultCountry)
  if (!value) throw new AppError('identifier.invalid', { kind })
  const tried = s.interaction.facts.challenges.filter((c) => c.mode === 'prove' && c.address?.kind === kind)
  if (tried.length >= numbers && !tried.some((c) => same(c.address, { kind, value })))
    throw new AppError('connector.rate_limit_exceeded', { retryAfter: 600, scope: 'challenge' })
  const state = withFacts(s, { profile: { ...s.interaction.facts.profile, [kind]: value } })
  return proveAddress(ctx, state, { kind, value }, 'BindNewIdentifier')
}
