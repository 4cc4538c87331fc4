import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import type { AuditEntry } from '@/lib/db/audit'
import type { Tx } from '@/lib/db/client'
import { type Config, config } from '@/lib/db/config'
import { loadInteraction, type Ref } from '@/lib/db/interactions'
import { reachable } from '@/lib/db/live'
import type { Person } from '@/lib/db/users'
import { factors } from '@/lib/factors'
import { next } from '@/lib/interaction/next'
import type { Challenge, Interaction, Policy, Step, Subject } from '@/lib/interaction/types'
import type { Delivery } from '@/lib/messages/deliver'
import type { Application } from '@/lib/policy/application'
import { resolvePolicy } from '@/lib/policy/resolve'
import { knownPerson } from './person'

/** What a command leaves to be done, in the door's order: rows with the facts, messages after commit. */
export type Effects = {
  audit: AuditEntry[]
  writes: ((tx: Tx, now: number) => Promise<unknown>)[]
  /** `wait`: the person waits for the carrier's answer, and a definite failure takes the challenge back */
  sends: { delivery: Delivery; wait: boolean; undo?: (i: Interaction) => Interaction }[]
  resetAttempts: boolean
}

/** An interaction with everything the rules look at, and what was decided so far in this call. */
export type State = {
  ref: Ref
  /** as stored */
  read: Interaction
  interaction: Interaction
  person: Person | null
  subject: Subject
  /** as it holds for this person */
  policy: Policy
  /** before anybody was known */
  house: Policy
  config: Config
  application: Application
  effects: Effects
}

export const noEffects = (): Effects => ({ audit: [], writes: [], sends: [], resetAttempts: false })

/** Loads what is named; null for a stranger's token. */
export async function load(ctx: Ctx, ref: Ref): Promise<State | null> {
  const loaded = await loadInteraction(ref, ctx.trustedDevice, ctx.now())
  if (!loaded) return null
  const { interaction, person, trusted } = loaded
  const settings = await config(loaded.configVersion)
  const application = await settings.application(interaction.applicationId)
  if (!application) return null
  const house = resolvePolicy(settings.experience, application, reachable(settings), interaction.facts.request.acr)
  return {
    ref,
    read: interaction,
    interaction,
    house,
    ...(await knownPerson(ctx, person, trusted, house)),
    config: settings,
    application,
    effects: noEffects(),
  }
}

/** A running interaction or a refusal. @throws session.interaction_not_found, session.not_found */
export async function mustLoad(ctx: Ctx, ref: Ref): Promise<State> {
  const state = await load(ctx, ref)
  if (!state) throw new AppError('session.interaction_not_found')
  if (state.interaction.finishedAt || state.interaction.expiresAt <= ctx.now()) throw new AppError('session.not_found')
  return state
}

export const stepOf = (s: State): Step => next(s.interaction, s.subject, s.policy)

/** The state with other facts. */
export function withFacts(s: State, facts: Partial<Interaction['facts']>, rest: Partial<Interaction> = {}): State {
  return { ...s, interaction: { ...s.interaction, ...rest, facts: { ...s.interaction.facts, ...facts } } }
}

export function withEffects(s: State, more: Partial<Effects>): State {
  const { effects } = s
  return {
    ...s,
    effects: {
      audit: [...effects.audit, ...(more.audit ?? [])],
      writes: [...effects.writes, ...(more.writes ?? [])],
      sends: [...effects.sends, ...(more.sends ?? [])],
      resetAttempts: more.resetAttempts ?? effects.resetAttempts,
    },
  }
}

const events = {
  'sign-in': 'SignIn',
  register: 'Register',
  recover: 'ForgotPassword',
  account: 'AccountCenter',
  consent: 'SignIn',
} as const
/** `Interaction.SignIn`: how audit rows begin. */
export const eventOf = (i: Pick<Interaction, 'purpose'>): string => `Interaction.${events[i.purpose]}`

/** An audit entry about this interaction. */
export function entry(s: State, event: string, rest: Partial<AuditEntry> = {}): AuditEntry {
  return {
    event,
    userId: s.interaction.userId,
    applicationId: s.interaction.applicationId,
    details: { interaction: s.interaction.id },
    ...rest,
  }
}

/** How audit rows name a question: a second step is told apart from a first one, and from setting up (contracts/logto.md §8). */
export function challengeEvent({ interaction }: State, { mode, factor }: Pick<Challenge, 'mode' | 'factor'>): string {
  const name = factors[factor].wire.logto
  if (mode === 'enroll') return `${eventOf(interaction)}.BindMfa.${name}`
  return `${eventOf(interaction)}.Verification.${mode === 'verify' ? 'Mfa' : ''}${name}`
}
