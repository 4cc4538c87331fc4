import { addressBlock } from '@/lib/core/address-block'
import { keyedHash } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { decoyHash } from '@/lib/core/hash'
import { type IdentifierKind, normalize, parseIdentifier } from '@/lib/core/identifiers'
import { metrics } from '@/lib/core/metrics'
import { openData } from '@/lib/db/authenticators'
import { db } from '@/lib/db/client'
import { forget, longestWait, take } from '@/lib/db/limits'
import { deviceTrusted } from '@/lib/db/sessions'
import { asSubject, findPerson, identifierTaken } from '@/lib/db/users'
import { factors, forAddress, knowledge } from '@/lib/factors'
import { addressOf } from '@/lib/interaction/first'
import { nobodyAt } from '@/lib/interaction/nobody'
import { same } from '@/lib/interaction/rows'
import type { Address, IdentifierNeed } from '@/lib/interaction/types'
import { limits } from '@/lib/policy/limits'
import { ask } from '../challenge'
import { accountExists } from '../notices'
import { entry, eventOf, type State, withEffects, withFacts } from '../state'
import { worldOf } from '../world'
import type { Handler } from '.'
import { expectStep } from './expect'

const kindsOf = (needs: IdentifierNeed[]): IdentifierKind[] =>
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
  if (purpose === 'register' && !s.policy.signUp.enabled) throw new AppError('session.sign_up_disabled')
  if (purpose === 'recover' && !s.policy.forgot.length) throw new AppError('session.not_supported_for_forgot_password')
  const identifier = parseIdentifier(text, acceptedKinds(s), s.policy.defaultCountry)
  await addressLimit(ctx, purpose === 'register' ? 'signUp' : 'signIn')
  const known = { ...withFacts(s, { identifier }), person: null, subject: nobodyAt(ctx.now()) }
  if (purpose === 'register') return registering(known, identifier)
  const person = await findPerson(db(), identifier)
  const trusted = !!person && !!ctx.trustedDevice && (await deviceTrusted(db(), person.user.id, ctx.trustedDevice, ctx.now()))
  const found = {
    ...withFacts(known, {}, { userId: person?.user.id ?? null }),
    person,
    subject: asSubject(person, ctx.now(), trusted),
  }
  return withEffects(found, { audit: [entry(found, `${eventOf(s.interaction)}.Identifier.Submit`)] })
}

async function registering(s: State, identifier: { kind: IdentifierKind; value: string }): Promise<State> {
  if (identifier.kind === 'username' && (await identifierTaken(identifier))) throw new AppError('user.username_already_in_use')
  return withFacts(s, { profile: { ...s.interaction.facts.profile, [identifier.kind]: identifier.value } })
}

async function addressLimit(ctx: Ctx, which: 'signIn' | 'signUp'): Promise<void> {
  const { count, window } = limits.address[which]
  const wait = longestWait(await take(db(), ctx.now(), [{ key: `${which}:${addressBlock(ctx.ip)}`, count, window }]))
  if (wait) throw new AppError('request.rate_limited', { retryAfter: wait })
}

/** Password guesses lock by address first, so that a stranger cannot lock the owner out of a browser that is known. */
function passwordWindows(ctx: Ctx, s: State) {
  const { identifier } = s.interaction.facts
  const who = keyedHash('login', identifier ? `${identifier.kind}:${identifier.value}` : `user:${s.interaction.userId}`)
  const { perAddress, perAccount } = limits.password
  const trusted = s.subject.trusted && ctx.trustedDevice
  if (trusted) return [{ key: `password:${who}:device:${keyedHash('device', ctx.trustedDevice!)}`, ...perAddress }]
  return [
    { key: `password:${who}:${addressBlock(ctx.ip)}`, ...perAddress },
    { key: `password:${who}`, ...perAccount },
  ]
}

/** The password, as the first step or as fresh proof. Unknown accounts cost the same hash and get the same answer. */
export const password: Handler<'password'> = async (ctx, s, { password: text }) => {
  const step = expectStep(s, 'authenticate')
  if (!step.methods.includes('password')) throw new AppError('interaction.wrong_step')
  const windows = passwordWindows(ctx, s)
  const wait = longestWait(await take(db(), ctx.now(), windows))
  if (wait) throw new AppError('session.verification_blocked_too_many_attempts', { retryAfter: wait })
  const row = s.person?.authenticators.find((a) => a.type === knowledge)
  const data = row ? openData(row) : { hash: await decoyHash() }
  const verdict = await factors[knowledge].verify.finish(worldOf(s, ctx.now(), 'password'), data, data, { password: text })
  const event = `${eventOf(s.interaction)}.Verification.${factors[knowledge].wire.logto}.Submit`
  metrics().signIn.inc({ method: knowledge, outcome: verdict.ok && row ? 'success' : 'failure' })
  if (!verdict.ok || !row) {
    const refused = new AppError('session.invalid_credentials')
    return { refused, state: withEffects(s, { audit: [entry(s, event, { outcome: 'failure', code: refused.code })] }) }
  }
  const evidence = [...s.interaction.facts.evidence, { factor: knowledge, at: ctx.now() }]
  return withEffects(withFacts(s, { evidence }), {
    audit: [entry(s, event)],
    writes: [
      (tx) =>
        forget(
          tx,
          windows.map((w) => w.key),
        ),
    ],
  })
}

const usage = {
  'sign-in': 'SignIn',
  register: 'Register',
  recover: 'ForgotPassword',
  account: 'UserPermissionValidation',
  consent: 'Generic',
} as const

/** A code to the identifier itself. For an unknown one nothing leaves, and for a taken one at sign-up its owner is told. */
export const sendCode: Handler<'send-code'> = async (ctx, s) => {
  const step = expectStep(s, 'authenticate')
  const address = addressOf(s.interaction.facts.identifier)
  if (!step.methods.includes('code') || !address) throw new AppError('interaction.wrong_step')
  return proveAddress(ctx, s, address)
}

async function proveAddress(ctx: Ctx, s: State, address: Address): Promise<State> {
  const { purpose } = s.interaction
  const owner = purpose === 'register' ? await identifierTaken(address) : null
  const silent = purpose === 'register' ? !!owner : !s.person
  const asked = await ask(ctx, s, {
    factor: forAddress(address.kind),
    mode: 'prove',
    usageType: usage[purpose],
    address,
    input: { address: address.value },
    silent,
    wait: false,
    proven: s.subject.proven.some((a) => same(a, address)),
  })
  return owner && asked.interaction.facts.challenges !== s.interaction.facts.challenges
    ? withEffects(asked, { sends: [accountExists(s, owner)] })
    : asked
}

/** Sign-up: the identifiers and details still missing; addresses are proven one after the other. */
export const profile: Handler<'profile'> = async (ctx, s, given) => {
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
      profile: { ...state.interaction.facts.profile, [kind]: value, ...(given.name && { name: given.name.slice(0, 100) }) },
    })
    const verify = s.policy.signUp.secondary.some((n) => n.verify && kindsOf([n.need]).includes(kind))
    if (kind !== 'username' && verify) return proveAddress(ctx, state, { kind, value })
  }
  return state
}

/** Sign-up, recovery, and the change in settings. The hash is made here, outside any transaction. */
export const newPassword: Handler<'new-password'> = async (ctx, s, { password: text }) => {
  expectStep(s, 'new-password')
  const begun = await factors[knowledge].enroll.begin(worldOf(s, ctx.now(), 'password'), { password: text })
  const evidence =
    s.interaction.purpose === 'register'
      ? [...s.interaction.facts.evidence, { factor: knowledge, at: ctx.now(), bound: true as const }]
      : s.interaction.facts.evidence
  return withFacts(s, { newPassword: (begun.state as { hash: string }).hash, evidence })
}
