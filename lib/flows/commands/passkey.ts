import { AppError } from '@/lib/core/errors'
import { metrics } from '@/lib/core/metrics'
import { authenticatorByKey, openData } from '@/lib/db/authenticators'
import { db } from '@/lib/db/client'
import { personById } from '@/lib/db/users'
import { discoverable, factors } from '@/lib/factors'
import { passkeyOffered } from '@/lib/interaction/first'
import type { Evidence } from '@/lib/interaction/types'
import { discovery } from '../discover'
import { knownPerson } from '../person'
import { entry, eventOf, type State, withEffects, withFacts } from '../state'
import type { Handler } from '.'
import { expectStep } from './expect'
import { addressLimit } from './identify'
import { spendAnswer } from './verify'

const factor = factors[discoverable]

/**
 * Who it is and that it is them, in one: whoever typed a name before must be the one the passkey belongs to.
 * @throws session.mfa.webauthn_verification_failed for what is unknown, somebody else's, forged or switched off, all alike
 */
export const passkey: Handler<'passkey'> = async (ctx, s, { answer }) => {
  const step = expectStep(s, 'identify', 'authenticate')
  if (!passkeyOffered(s.interaction, s.policy, step)) throw new AppError('interaction.wrong_step')
  const given = factor.answer.safeParse(answer)
  if (!given.success) throw new AppError('request.invalid', { problems: [{ path: 'credential', message: 'Not usable.' }] })
  await addressLimit(ctx, 'signIn')
  const row = await authenticatorByKey(db(), discoverable, factor.rowOf?.(given.data) ?? '')
  const person = row && (await personById(db(), row.userId))
  const { world, begun } = await discovery(s, ctx.now())
  const open = row?.verifiedAt && !row.disabledAt && person && expected(s, person.user.id)
  const verdict = open ? await factor.verify.finish(world, openData(row), begun.state, given.data) : { ok: false as const }
  const event = `${eventOf(s.interaction)}.Verification.SignInPasskey.Submit`
  metrics().signIn.inc({ method: discoverable, outcome: verdict.ok ? 'success' : 'failure' })
  if (!verdict.ok || !open) {
    const refused = new AppError(factor.wrong ?? 'session.invalid_credentials', {})
    return { refused, state: withEffects(s, { audit: [entry(s, event, { outcome: 'failure', code: refused.code })] }) }
  }
  const evidence: Evidence = {
    factor: discoverable,
    authenticatorId: row.id,
    at: ctx.now(),
    ...(factor.amr && { amr: factor.amr(openData(row)) }),
  }
  const known = withFacts(s, { evidence: [evidence] }, { userId: person.user.id })
  const found = { ...known, ...(await knownPerson(ctx, person, false, s.house)) }
  return withEffects(found, {
    audit: [entry(found, event, { target: row.id })],
    writes: [(tx, now) => spendAnswer(tx, now, row, verdict.data)],
  })
}

/** A stranger's name never becomes a known person's sign-in. */
const expected = ({ interaction: { facts, userId } }: State, owner: string): boolean => !facts.identifier || userId === owner
