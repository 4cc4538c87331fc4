import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { audit } from '@/lib/db/audit'
import { transaction } from '@/lib/db/client'
import { type Ref, refundGuess, saveInteraction, wasToken } from '@/lib/db/interactions'
import type { Interaction } from '@/lib/interaction/types'
import { deliver, mayHaveArrived } from '@/lib/messages/deliver'
import { commands } from './commands'
import { toldPhone } from './commands/enroll'
import { discoverPrompt } from './discover'
import { settle } from './settle'
import { load, mustLoad, type State, stepOf } from './state'
import type { Command, Current } from './types'
import { later } from './underway'

/** A refusal that leaves a trace: it is a value until the trace is committed. */
export type Refused = { refused: AppError; state: State }

/**
 * The door: everything that happens to an interaction happens here, in one order. Load, reserve, decide, save and audit, commit,
 * then send, then refuse. Commands of one call are committed together; a refused command takes the earlier ones of its call with it.
 * @throws AppError: a refusal; `interaction.stale` when another call moved the interaction first
 */
export async function advance(ctx: Ctx, ref: Ref, ...asked: Command[]): Promise<Current> {
  let state = await mustLoad(ctx, ref)
  for (const command of asked) {
    const result = await commands(ctx, state, command).catch((error) => undone(state, error))
    if ('refused' in result) {
      await trace(ctx, result, state)
      return undone(state, result.refused)
    }
    state = settle(ctx, result)
  }
  state = await save(ctx, state)
  return asCurrent(ctx, await send(ctx, state))
}

/** What a right answer brought is lost with its call, so over the API, where wrong ones add up, it costs nothing either. */
async function undone({ effects, interaction }: State, error: unknown): Promise<never> {
  if (effects.resetAttempts && interaction.facts.request.api) await refundGuess(interaction.id)
  throw error
}

/**
 * A wrong answer changes no fact: the guess was counted when it was reserved, and the audit row is written here. What commands before
 * it in the same call would have written goes with them.
 */
async function trace(ctx: Ctx, { state }: Refused, before: State): Promise<void> {
  const writes = state.effects.writes.slice(before.effects.writes.length)
  const entries = state.effects.audit.slice(before.effects.audit.length)
  await transaction(async (tx) => {
    for (const write of writes) await write(tx, ctx.now())
    await audit(tx, ctx, ...entries)
  })
}

async function save(ctx: Ctx, s: State): Promise<State> {
  const { read, interaction, effects } = s
  if (read === interaction && !effects.audit.length && !effects.writes.length) return s
  await transaction(async (tx) => {
    const { facts, userId, purpose } = interaction
    const won = await saveInteraction(tx, read, { facts, userId, purpose, attempts: givenBack(s) })
    if (!won) throw new AppError('interaction.stale')
    for (const write of effects.writes) await write(tx, ctx.now())
    await audit(tx, ctx, ...effects.audit)
  })
  const saved: Interaction = {
    ...interaction,
    version: read.version + 1,
    attempts: givenBack(s) === 'reset' ? 0 : interaction.attempts,
  }
  return { ...s, read: saved, interaction: saved }
}

/** Over the API an interaction has so many wrong answers in all: a right one gives back its own, and nothing brings fresh ones. */
function givenBack({ effects, interaction }: State): 'reset' | 'refund' | undefined {
  if (!effects.resetAttempts) return undefined
  return interaction.facts.request.api ? 'refund' : 'reset'
}

/** Begins when the answer is on its way: it must not take longer where something is sent than where nothing is. */
const afterAnswer = <T>(work: () => Promise<T>): Promise<T> => new Promise<void>((resolve) => setImmediate(resolve)).then(work)

async function send(ctx: Ctx, s: State): Promise<State> {
  for (const { delivery, wait, undo } of s.effects.sends) {
    if (!wait) {
      later(
        ctx,
        afterAnswer(() => deliver(ctx, delivery)),
      )
      continue
    }
    try {
      await deliver(ctx, delivery)
    } catch (error) {
      if (undo && !mayHaveArrived(error)) await takeBack(ctx, s, undo)
      throw error
    }
  }
  return s
}

/** The code is known not to have left: the earlier one counts again. Whoever moved the interaction meanwhile keeps their move. */
async function takeBack(ctx: Ctx, s: State, undo: (i: Interaction) => Interaction): Promise<void> {
  const { facts, userId, purpose } = undo(s.interaction)
  await transaction((tx) => saveInteraction(tx, s.interaction, { facts, userId, purpose })).catch((error) =>
    log().error({ err: error, requestId: ctx.requestId }, 'an unsent code could not be taken back'),
  )
}

async function asCurrent(ctx: Ctx, s: State): Promise<Current> {
  const { ref, interaction, subject, policy } = s
  const told = toldPhone(s)
  const passkey = await discoverPrompt(s, ctx.now())
  return {
    token: typeof ref === 'string' ? ref : '',
    interaction,
    subject,
    policy,
    step: stepOf(s),
    ...(passkey && { passkey }),
    ...(told && { toldPhone: told }),
  }
}

/** `spent`: the token's step is over, and the interaction goes on under another one */
export type Gone = { gone: 'unknown' | 'spent' | 'expired' | 'finished'; interaction?: Interaction }

/** Where an interaction is, without moving it. */
export async function current(ctx: Ctx, ref: Ref): Promise<Current | Gone> {
  const state = await load(ctx, ref)
  if (!state) return { gone: typeof ref === 'string' && (await wasToken(ref)) ? 'spent' : 'unknown' }
  if (state.interaction.finishedAt) return { gone: 'finished', interaction: state.interaction }
  if (state.interaction.expiresAt <= ctx.now()) return { gone: 'expired', interaction: state.interaction }
  return asCurrent(ctx, state)
}
