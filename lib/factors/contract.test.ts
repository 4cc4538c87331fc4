import { describe, expect, it } from 'vitest'
import { digits, keyedHash } from '@/lib/core/crypto'
import { hashPassword, passwordMatches } from '@/lib/core/hash'
import { byLogtoName, factors, factorTypes } from '.'
import type { Begun, Factor, World } from './types'

/** One suite over every registry entry: a newcomer is tested before its author writes a line. */

const world = (binding = 'i1'): World => ({
  now: Date.UTC(2026, 0, 1),
  digits,
  codeLength: 6,
  hash: { code: (code) => keyedHash('code', `${binding}:${code}`), password: hashPassword, passwordMatches },
  personal: ['jane@example.com'],
})

const samples = {
  email: { address: 'jane@example.com' },
  phone: { address: '+12125550101' },
  none: { password: 'a long enough passphrase' },
}
const inputOf = (factor: Factor) => samples[factor.address ?? 'none']
const rightAnswer = (factor: Factor, begun: Begun) => (begun.deliver ? { code: begun.deliver.code } : inputOf(factor))
const wrongAnswer = (begun: Begun) =>
  begun.deliver ? { code: begun.deliver.code === '000000' ? '000001' : '000000' } : { password: 'not the one it was' }

async function enrolled(factor: Factor) {
  const begun = await factor.enroll.begin(world(), factor.input.parse(inputOf(factor)))
  const verdict = await factor.enroll.finish(world(), begun.state, factor.answer.parse(rightAnswer(factor, begun)))
  if (!verdict.ok) throw new Error('the right answer was refused')
  return factor.data.parse(verdict.data)
}

describe.each(factorTypes)('factor %s', (type) => {
  const factor = factors[type]

  it('goes round: set up, then verified', async () => {
    const data = await enrolled(factor)
    const begun = await factor.verify.begin(world(), data)
    const state = factor.state.parse(JSON.parse(JSON.stringify(begun.state)))
    expect(await factor.verify.finish(world(), data, state, factor.answer.parse(rightAnswer(factor, begun)))).toMatchObject({
      ok: true,
    })
  })

  it('refuses a wrong answer, and an answer shaped wrong', async () => {
    const data = await enrolled(factor)
    const begun = await factor.verify.begin(world(), data)
    expect(await factor.verify.finish(world(), data, begun.state, factor.answer.parse(wrongAnswer(begun)))).toEqual({
      ok: false,
      reason: 'wrong',
    })
    for (const odd of [null, 7, {}, { code: 123456, password: 1 }, { code: ['1'], password: {} }])
      expect(factor.answer.safeParse(odd).success).toBe(false)
  })

  it('keeps no answer in state, prompt or label', async () => {
    const data = await enrolled(factor)
    const begun = await factor.verify.begin(world(), data)
    const answer = Object.values(rightAnswer(factor, begun))[0] ?? ''
    for (const shown of [begun.state, begun.prompt, factor.label(data)]) expect(JSON.stringify(shown)).not.toContain(answer)
  })

  it('masks the address wherever a person may look', async () => {
    const data = await enrolled(factor)
    const begun = await factor.verify.begin(world(), data)
    const address = factor.addressOf?.(data)
    if (address) for (const shown of [begun.prompt, factor.label(data)]) expect(JSON.stringify(shown)).not.toContain(address)
  })

  it('has a name on every wire, found again by its name in settings', () => {
    expect(Object.values(factor.wire).flat().every(Boolean)).toBe(true)
    expect(byLogtoName(factor.wire.logto)).toBe(type)
  })

  it('binds a code to where it was asked for', async () => {
    const data = await enrolled(factor)
    const begun = await factor.verify.begin(world('i1'), data)
    if (begun.deliver)
      expect(await factor.verify.finish(world('i2'), data, begun.state, { code: begun.deliver.code })).toMatchObject({
        ok: false,
      })
  })
})
