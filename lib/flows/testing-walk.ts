import { expect } from 'vitest'
import { db } from '@/lib/db/client'
import { appCode } from '@/lib/factors/totp/testing'
import { advance } from './advance'
import { finishLogin } from './finish'
import { start } from './start'
import { aCtx, later, password, type TestPerson } from './testing'
import type { Command, Current } from './types'

/** For tests: a person on the way through a sign-in, with every factor of the house. */

export const all = ['WebAuthn', 'Totp', 'PhoneVerificationCode', 'BackupCode']

type Ctx = ReturnType<typeof aCtx>
export type Walk = { ctx: Ctx; token: string; at: Current; go: (...commands: Command[]) => Promise<Current> }

export async function signingIn(person: TestPerson, over = {}): Promise<Walk> {
  const ctx = aCtx(over)
  const { token } = await start(ctx, { purpose: 'sign-in', applicationId: 'demo-app' })
  const go = (...commands: Command[]) => advance(ctx, token, ...commands)
  return { ctx, token, at: await go({ do: 'identify', identifier: person.email }, { do: 'password', password }), go }
}

export const promptOf = ({ step }: Current) =>
  ((step.step === 'answer' || step.step === 'enroll') && step.challenge?.prompt) || null
export const stepOf = ({ step }: Current) => (step.step === 'enroll' ? `${step.reason}:${step.factor ?? 'list'}` : step.step)

/** Sets an app up at sign-in and saves the codes that follow. */
export async function withApp(person: TestPerson) {
  const { ctx, token, at, go } = await signingIn(person)
  expect(stepOf(at)).toBe('required:list')
  await go({ do: 'choose', factor: 'totp' })
  const shown = promptOf(await go({ do: 'enroll', factor: 'totp', input: {} }))
  if (shown?.shape !== 'qr-code') throw new Error('no picture')
  const bound = await go({ do: 'answer', answer: { code: appCode(shown.secret, ctx.now()) } })
  expect(stepOf(bound)).toBe('spare:backup-codes')
  const list = promptOf(await go({ do: 'enroll', factor: 'backup-codes', input: {} }))
  if (list?.shape !== 'codes-list') throw new Error('no codes')
  await expect(go({ do: 'answer', answer: { code: 'saved' } })).rejects.toMatchObject({ code: 'session.mfa.invalid_backup_code' })
  expect(await db().authenticator.count({ where: { userId: person.id, type: 'backup-codes' } })).toBe(0)
  const done = await go({ do: 'answer', answer: { acknowledge: 'true' } })
  expect(done.step.step).toBe('done')
  const { session } = await finishLogin(ctx, token)
  later(31)
  return { secret: shown.secret, codes: list.codes, session }
}
export const rowOf = (person: TestPerson, type: string) =>
  db().authenticator.findFirstOrThrow({ where: { userId: person.id, type } })
