import { addressBlock } from '@/lib/core/address-block'
import { keyedHash } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { AppError } from '@/lib/core/errors'
import { decoyHash } from '@/lib/core/hash'
import { metrics } from '@/lib/core/metrics'
import { openData } from '@/lib/db/authenticators'
import { db } from '@/lib/db/client'
import { forget, longestWait, take } from '@/lib/db/limits'
import { factors, knowledge } from '@/lib/factors'
import { limits } from '@/lib/policy/limits'
import { entry, eventOf, type State, withEffects, withFacts } from '../state'
import { worldOf } from '../world'
import type { Handler } from '.'
import { expectStep } from './expect'

/** Password guesses lock by address first, so that a stranger cannot lock the owner out of a browser that is known. */
function passwordWindows(ctx: Ctx, s: State) {
  const { identifier } = s.interaction.facts
  const { userId } = s.interaction
  const who = keyedHash('login', userId ? `user:${userId}` : `${identifier?.kind}:${identifier?.value}`)
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
  const verdict = await factors[knowledge].verify.finish(worldOf(s, ctx.now(), { binding: 'password' }), data, data, {
    password: text,
  })
  const event = `${eventOf(s.interaction)}.Verification.${factors[knowledge].wire.logto}.Submit`
  metrics().signIn.inc({ method: knowledge, outcome: verdict.ok && row ? 'success' : 'failure' })
  if (!verdict.ok || !row) {
    const refused = new AppError('session.invalid_credentials')
    return { refused, state: withEffects(s, { audit: [entry(s, event, { outcome: 'failure', code: refused.code })] }) }
  }
  const evidence = [...s.interaction.facts.evidence, { factor: knowledge, credential: row.id, at: ctx.now() }]
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

/** Sign-up, recovery, and the change in settings. The hash is made here, outside any transaction. Over the API a sign-up tells it at once. */
export const newPassword: Handler<'new-password'> = async (ctx, s, { password: text }) => {
  const early = s.interaction.facts.request.api && s.interaction.purpose === 'register'
  expectStep(s, 'new-password', ...(early ? (['authenticate'] as const) : []))
  const world = worldOf(s, ctx.now(), { binding: 'password' })
  const begun = await factors[knowledge].enroll.begin(world, { password: text })
  const row = s.person?.authenticators.find((a) => a.type === knowledge)
  const old = row && openData(row)
  const same = old && (await factors[knowledge].verify.finish(world, old, old, { password: text })).ok
  if (same) throw new AppError('password.rejected', { reason: 'same' })
  const evidence =
    s.interaction.purpose === 'register'
      ? [...s.interaction.facts.evidence, { factor: knowledge, at: ctx.now(), bound: true as const }]
      : s.interaction.facts.evidence
  return withFacts(s, { newPassword: (begun.state as { hash: string }).hash, evidence })
}
