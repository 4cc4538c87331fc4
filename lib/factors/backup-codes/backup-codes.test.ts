import { expect, it } from 'vitest'
import { aWorld } from '../testing'
import { backupCodes, plainBackupCode } from '.'

const world = aWorld()
async function aSet() {
  const { state, prompt } = await backupCodes.enroll.begin(world, {})
  const verdict = await backupCodes.enroll.finish(world, state, { acknowledge: 'true' })
  if (!verdict.ok || prompt.shape !== 'codes-list') throw new Error('no codes')
  return { data: backupCodes.data.parse(verdict.data), codes: prompt.codes }
}
const tryOne = (data: unknown, code: string) => backupCodes.verify.finish(world, data, { codes: [] }, { code })

it('makes ten different codes of 13 Crockford characters, stored as hashes only', async () => {
  const { data, codes } = await aSet()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{5}$/)
  for (const code of codes) expect(JSON.stringify(data)).not.toContain(plainBackupCode(code))
})

it('takes each once, in any spelling of it', async () => {
  const { data, codes } = await aSet()
  const verdict = await tryOne(data, ` ${codes[3]!.toLowerCase().replaceAll('-', ' ')}`)
  if (!verdict.ok) throw new Error('refused')
  expect(backupCodes.left?.(verdict.data)).toBe(9)
  for (const spelling of [codes[3]!, codes[3]!.toLowerCase(), plainBackupCode(codes[3]!)])
    expect(await tryOne(verdict.data, spelling)).toEqual({ ok: false, reason: 'wrong' })
})

it('forgives letters that look like digits', () => {
  expect(plainBackupCode('oO-iI lL')).toBe('001111')
})

it('counts for nothing before it was acknowledged', async () => {
  const { state } = await backupCodes.enroll.begin(world, {})
  expect(await backupCodes.enroll.finish(world, state, { code: 'yes' })).toMatchObject({ ok: false })
})
