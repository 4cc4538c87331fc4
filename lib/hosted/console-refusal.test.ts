import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { AppError, catalogue, type ErrorCode } from '@/lib/core/errors'
import { refusalState } from './console-refusal'

const ctx = systemCtx()
const refuse = (code: ErrorCode, data: Record<string, unknown> = {}, rename?: (path: string) => string) =>
  refusalState(new AppError(code, data as never), ctx, rename)

beforeAll(() => void useEnv({ ...process.env, PUBLIC_URL: 'http://localhost:3000' }))

describe('a refused setting', () => {
  const rules = (Object.keys(catalogue) as ErrorCode[]).filter((code) => code.startsWith('sign_in_experiences.'))

  it.each(rules)('%s is told beside a control', (code) => {
    const { fields, message } = refuse(code, { channel: 'sms', method: 'sms', users: 3 })
    expect(Object.values(fields ?? {})).toEqual([message])
  })

  it('names the factor whose channel is missing, and the reset method', () => {
    const missing = { channel: 'email', factor: 'EmailVerificationCode' }
    expect(refuse('sign_in_experiences.enabled_connector_not_found', missing).fields).toHaveProperty([
      'factor.EmailVerificationCode',
    ])
    expect(refuse('sign_in_experiences.forgot_password_method_requires_connector', { method: 'sms' }).fields).toHaveProperty([
      'forgot.PhoneVerificationCode',
    ])
  })

  it('that would strand people asks for a confirmation, with their number', () => {
    const { confirm } = refuse('sign_in_experiences.would_drop_enrolled_users', { users: 3 })
    expect(confirm).toMatchObject({ name: 'acknowledge', value: 'would_drop_enrolled_users' })
    expect(confirm?.label).toContain('3 people')
    expect(refuse('sign_in_experiences.mandatory_mfa_requires_factor').confirm).toBeUndefined()
  })
})

describe('a refused form', () => {
  it('puts each problem beside its control, the first one of several', () => {
    const problems = [
      { path: 'config.authToken', message: 'first' },
      { path: 'config.authToken', message: 'second' },
      { path: 'config.edge', message: 'third' },
    ]
    const { fields } = refuse('connector.invalid_config', { problems }, (path) => path.replace('config.', ''))
    expect(fields).toEqual({ authToken: 'first', edge: 'third' })
  })

  it('shows the secrets that a new destination wants again', () => {
    expect(Object.keys(refuse('connector.secret_reentry_required', { fields: ['authToken'] }).fields ?? {})).toEqual([
      'authToken',
    ])
  })

  it('speaks plainly about what a schema found', () => {
    const shape = z.object({
      days: z.number().max(30),
      tries: z.number().min(1),
      name: z.string().min(1),
      words: z.string().max(3),
      link: z.union([z.literal(''), z.url()]),
      pick: z.enum(['a', 'b']),
      gone: z.string(),
    })
    const { issues = [] } = shape.safeParse({ days: 99, tries: 0, name: '', words: 'long', link: 'x', pick: 'c' }).error ?? {}
    const problems = issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
    expect(refuse('request.invalid', { problems }).fields).toMatchObject({
      days: 'At most 30.',
      tries: 'At least 1.',
      name: 'Fill this in.',
      words: 'At most 3.',
      pick: 'Choose one of these.',
      gone: 'Fill this in.',
    })
  })

  it('says who still needs a connector', () => {
    const { message } = refuse('connector.in_use', { channel: 'sms', usedBy: ['signUp.phone'], activeFactors: 1 })
    expect(message).toContain('signUp.phone, 1 active factor.')
  })

  it('tells nothing of a fault but its reference', () => {
    const state = refusalState(new Error('password authentication failed for user "postgres"'), ctx)
    expect(state).toMatchObject({ ok: false, code: 'server.unexpected', reference: ctx.requestId })
    expect(JSON.stringify(state)).not.toContain('postgres')
  })
})
