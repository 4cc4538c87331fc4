import { newId } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import type { AuditEntry } from '@/lib/db/audit'
import { createAuthenticator, moveAuthenticator, replacePassword, used } from '@/lib/db/authenticators'
import type { Tx } from '@/lib/db/client'
import { endEverything, endSessions } from '@/lib/db/sessions'
import { createUser, type UserRow, updateUser } from '@/lib/db/users'
import { factors, forAddress, knowledge } from '@/lib/factors'
import type { Assurance } from '@/lib/interaction/assurance'
import { policySkippable } from '@/lib/interaction/enroll'
import { addressOf, provenProfile } from '@/lib/interaction/first'
import { same } from '@/lib/interaction/rows'
import type { Address, Details } from '@/lib/interaction/types'
import { deviceLabel } from './device'
import { entry, eventOf, type State } from './state'

/** Writes down what an interaction that is done has decided: the person, factors set up, a new password. Part of `finishLogin`. */
export async function record(tx: Tx, ctx: Ctx, s: State, userId: string): Promise<UserRow | null> {
  const row = await person(tx, ctx, s, userId)
  await password(tx, ctx, s, userId)
  // who had to take a spare may have lost the browser as well
  if (spareUsed(s)) await tx.trustedDevice.deleteMany({ where: { userId } })
  await bindFactors(tx, ctx, s, userId)
  return row
}

/** Whether a code that is kept for the day everything else is lost was used here. */
export const spareUsed = ({ interaction }: State): boolean =>
  interaction.facts.evidence.some((e) => factors[e.factor].spare && !e.bound && !e.kept)

/** Creates the person of a sign-up, or writes what the interaction learned about an existing one. */
async function person(tx: Tx, ctx: Ctx, s: State, userId: string): Promise<UserRow | null> {
  const { facts, purpose } = s.interaction
  const proven = (kind: 'email' | 'phone', value?: string) =>
    !!value && facts.evidence.some((e) => same(e.address, { kind, value }))
  const skipped = {
    ...(facts.skipped.includes('mfa') &&
      policySkippable(s.policy.mfa.policy) && {
        mfaSkip: { skippedAt: new Date(ctx.now()).toISOString(), underPolicy: s.policy.mfa.policy },
      }),
    ...(facts.skipped.includes('suggestion') && { suggestionSkippedAt: new Date(ctx.now()) }),
    ...(facts.skipped.includes('passkey') && { passkeySkippedAt: new Date(ctx.now()) }),
  }
  if (purpose === 'register') {
    const profile = provenProfile(s.interaction, s.policy)
    const { username, locale, customData, ...told } = facts.details ?? {}
    await createUser(tx, ctx.now(), {
      id: userId,
      ...(username && { username }),
      ...profile,
      emailVerified: proven('email', profile.email),
      phoneVerified: proven('phone', profile.phone),
    })
    return updateUser(tx, ctx.now(), userId, {
      ...skipped,
      ...(locale && { locale }),
      ...(customData && { customData: customData as object }),
      ...personal(told, profile.phone),
      lastSignInAt: new Date(ctx.now()),
    })
  }
  if (purpose === 'consent') return null
  const at = new Date(ctx.now())
  const verified = {
    ...(!s.person?.user.emailVerifiedAt && proven('email', s.subject.profile.email) && { emailVerifiedAt: at }),
    ...(!s.person?.user.phoneVerifiedAt && proven('phone', s.subject.profile.phone) && { phoneVerifiedAt: at }),
  }
  const moved = (await newContact(tx, s, userId)) ?? given(s)
  return updateUser(tx, ctx.now(), userId, {
    ...verified,
    ...(moved && { [moved.kind]: moved.value, [`${moved.kind}VerifiedAt`]: at, profile: proved(s, moved.kind) }),
    ...skipped,
    ...resetMark(ctx, s),
    ...(purpose === 'sign-in' && { lastSignInAt: at }),
    ...(facts.newPassword && { passwordDueAt: null }),
  })
}

/** The address that was proven to replace one of the profile; a factor that followed the old one follows the new one. */
async function newContact(tx: Tx, { interaction: i, person: known }: State, userId: string): Promise<Address | null> {
  const { goal, profile } = i.facts
  const value = goal?.kind === 'contact' ? profile[goal.contact] : undefined
  if (goal?.kind !== 'contact' || !value) return null
  const old = known?.user[goal.contact]
  const type = forAddress(goal.contact)
  if (old) await moveAuthenticator(tx, userId, type, { address: old }, { address: value })
  return { kind: goal.contact, value }
}

/** The number that a sign-in asked for, or that settings over the API proved, where the profile has none or another. */
export function given({ interaction: i, person: known, config }: State): Address | null {
  if (!i.facts.request.api) return null
  // where people may not change their number, a factor is a factor only
  if (i.purpose === 'account' && config.experience.accountCenter.fields.phone !== 'Edit') return null
  const phones = i.facts.evidence.filter((e) => !e.kept && (e.bound ? i.purpose === 'account' : !e.authenticatorId))
  const address = phones.find((e) => e.address?.kind === 'phone')?.address
  return address && address.value !== known?.user.phone ? address : null
}

/** What was their word is proven now. */
function proved({ person: known }: State, kind: Address['kind']): object {
  const { [kind]: _, ...rest } = (known?.user.profile ?? {}) as Record<string, unknown>
  return rest
}

/** What people are called, with their full name beside it; a number that was not proven stays their word. */
type Told = Pick<Details, 'givenName' | 'familyName' | 'zoneinfo' | 'phone'>
function personal({ phone, ...told }: Told, proven?: string) {
  const name = [told.givenName, told.familyName].filter(Boolean).join(' ')
  return { profile: { ...told, ...(phone && phone !== proven && { phone }) }, ...(name && { name }) }
}

/** Distinct-channel rule (b): a reset remembers its address; a gate passed by another address forgets it. */
function resetMark(ctx: Ctx, s: State) {
  const { facts, purpose } = s.interaction
  const address = addressOf(facts.identifier)
  const enrolled = s.subject.rows.some((row) => factors[row.type].role !== 'first' && row.status !== 'pending')
  if (purpose === 'recover') return enrolled && address ? { resetProof: { address, at: ctx.now() } } : {}
  const otherWay = facts.evidence.some((e) => e.authenticatorId && !e.bound && !same(e.address, s.subject.resetProof?.address))
  return s.subject.resetProof && otherWay ? { resetProof: null as never } : {}
}

async function bindFactors(tx: Tx, ctx: Ctx, s: State, userId: string): Promise<void> {
  const old = s.interaction.purpose === 'account' && given(s) && s.person?.user.phone
  if (old)
    await tx.authenticator.deleteMany({ where: { userId, type: forAddress('phone'), data: { path: ['address'], equals: old } } })
  for (const b of s.interaction.facts.bound) {
    const key = factors[b.type].key?.(b.data, userId)
    const dead = [{ verifiedAt: null }, { disabledAt: { not: null } }]
    if (key) await tx.authenticator.deleteMany({ where: { type: b.type, key, OR: dead } })
    const again = s.person?.authenticators.find((row) => row.id === b.id)
    if (again && (await used(tx, ctx.now(), again))) continue
    // a new set of spares voids the old one
    if (factors[b.type].spare) await tx.authenticator.deleteMany({ where: { userId, type: b.type } })
    const proven = !b.createdVia.endsWith('AutoEnroll') && !factors[b.type].spare
    const lastUsedAt = proven ? b.at : undefined
    await createAuthenticator(tx, ctx.now(), {
      id: b.id,
      userId,
      type: b.type,
      data: b.data,
      createdVia: b.createdVia,
      verified: true,
      ...(factors[b.type].rowOf && { label: deviceLabel(ctx.userAgent) }),
      ...(lastUsedAt && { lastUsedAt }),
    })
  }
}

async function password(tx: Tx, ctx: Ctx, s: State, userId: string): Promise<void> {
  const { newPassword, session } = s.interaction.facts
  if (!newPassword) return
  if (s.interaction.purpose === 'recover') await endEverything(tx, ctx.now(), userId)
  if (s.interaction.purpose === 'account' || s.interaction.purpose === 'sign-in') {
    await endSessions(tx, ctx.now(), { userId, ...(session && { except: session.id }) })
    await tx.trustedDevice.deleteMany({ where: { userId } })
  }
  await replacePassword(tx, ctx.now(), userId, knowledge, newId(ctx.now()), newPassword)
}

/** What the audit trail keeps of it. */
export function ended(s: State, userId: string, performed: Assurance): AuditEntry[] {
  const { facts } = s.interaction
  const base = { userId, actor: { type: 'user' as const, id: userId } }
  const added = facts.bound
    .filter((b) => !b.createdVia.endsWith('AutoEnroll'))
    .map((b) =>
      entry(s, 'Mfa.Factor.Added', { ...base, target: b.id, details: { factor: factors[b.type].wire.logto, masked: b.label } }),
    )
  return [
    ...added,
    entry(s, `${eventOf(s.interaction)}.Submit`, {
      ...base,
      details: {
        interaction: s.interaction.id,
        amr: performed.amr,
        acr: performed.acr,
        ...(s.subject.risks && { risks: s.subject.risks }),
      },
    }),
  ]
}
