import { describe, expect, it } from 'vitest'
import { byLogtoName, factors, factorTypes } from '.'
import { type SoftAuthenticator, softAuthenticator } from './passkey/testing'
import { aWorld } from './testing'
import { appCode } from './totp/testing'
import type { Begun, Factor } from './types'

/** One suite over every registry entry: a newcomer is tested before its author writes a line. */

const samples = {
  email: { address: 'jane@example.com' },
  phone: { address: '+12125550101' },
  none: { password: 'a long enough passphrase' },
}
const inputOf = (factor: Factor) => samples[factor.address ?? 'none']

/** What the person holds: told by the prompts they have seen. */
type Hand = { key: SoftAuthenticator; secret?: string; codes?: string[] }

/** The right answer to a question, by its gesture. @param later seconds after the first, for codes that count once */
function rightAnswer(factor: Factor, { prompt, deliver }: Begun, hand: Hand, later = 0): Record<string, unknown> {
  switch (prompt.shape) {
    case 'password':
      return inputOf(factor)
    case 'qr-code':
      hand.secret = prompt.secret
      return { code: appCode(prompt.secret, aWorld().now) }
    case 'codes-list':
      hand.codes = prompt.codes
      return { acknowledge: 'true' }
    case 'passkey': {
      const options = prompt.options as { challenge: string }
      return { credential: prompt.ceremony === 'create' ? hand.key.create(options) : hand.key.get(options) }
    }
    case 'code':
      return { code: deliver?.code ?? hand.codes?.[0] ?? appCode(hand.secret ?? '', aWorld().now + later * 1000) }
  }
}
const wrongAnswer = (begun: Begun): Record<string, unknown> => {
  if (begun.prompt.shape === 'password') return { password: 'not the one it was' }
  if (begun.prompt.shape !== 'passkey') return { code: begun.deliver?.code === '000000' ? '000001' : '000000' }
  return { credential: softAuthenticator().get(begun.prompt.options as { challenge: string }) }
}

async function enrolled(factor: Factor, hand: Hand = { key: softAuthenticator() }) {
  const begun = await factor.enroll.begin(aWorld(), factor.input.parse(inputOf(factor)))
  const answer = factor.answer.parse(rightAnswer(factor, begun, hand))
  const verdict = await factor.enroll.finish(aWorld(), begun.state, answer)
  if (!verdict.ok) throw new Error('the right answer was refused')
  return { data: factor.data.parse(verdict.data), hand }
}

describe.each(factorTypes)('factor %s', (type) => {
  const factor = factors[type]
  const afterwards = aWorld('i1', { now: aWorld().now + 30_000 })

  it('goes round: set up, then verified', async () => {
    const { data, hand } = await enrolled(factor)
    const begun = await factor.verify.begin(afterwards, data)
    const state = factor.state.parse(JSON.parse(JSON.stringify(begun.state)))
    const answer = factor.answer.parse(rightAnswer(factor, begun, hand, 30))
    expect(await factor.verify.finish(afterwards, data, state, answer)).toMatchObject({ ok: true })
  })

  it('refuses a wrong answer, and an answer shaped wrong', async () => {
    const { data } = await enrolled(factor)
    const begun = await factor.verify.begin(aWorld(), data)
    expect(await factor.verify.finish(aWorld(), data, begun.state, factor.answer.parse(wrongAnswer(begun)))).toEqual({
      ok: false,
      reason: 'wrong',
    })
    for (const odd of [null, 7, {}, { code: 123456, password: 1 }, { code: ['1'], password: {} }, { credential: '{' }])
      expect(factor.answer.safeParse(odd).success).toBe(false)
  })

  it('keeps no answer in state, prompt or label', async () => {
    const { data, hand } = await enrolled(factor)
    const begun = await factor.verify.begin(aWorld(), data)
    const answer = Object.values(rightAnswer(factor, begun, hand))[0] ?? ''
    for (const shown of [begun.state, begun.prompt, factor.label(data)])
      expect(JSON.stringify(shown)).not.toContain(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })

  it('masks the address wherever a person may look', async () => {
    const { data } = await enrolled(factor)
    const begun = await factor.verify.begin(aWorld(), data)
    const address = factor.addressOf?.(data)
    if (address) for (const shown of [begun.prompt, factor.label(data)]) expect(JSON.stringify(shown)).not.toContain(address)
  })

  it('has a name on every wire, found again by its name in settings', () => {
    expect(Object.values(factor.wire).flat().every(Boolean)).toBe(true)
    expect(byLogtoName(factor.wire.logto)).toBe(type)
  })

  it('binds a code to where it was asked for', async () => {
    const { data } = await enrolled(factor)
    const begun = await factor.verify.begin(aWorld('i1'), data)
    if (begun.deliver)
      expect(await factor.verify.finish(aWorld('i2'), data, begun.state, { code: begun.deliver.code })).toMatchObject({
        ok: false,
      })
  })
})
