import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { useEnv } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { mergeConfig, openSecrets, redact, sealSecrets } from './config'
import { formFields, parseForm } from './form'
import { httpSms } from './http'
import { samples } from './samples'
import { smtp } from './smtp'
import { twilioSms } from './twilio'

beforeAll(() => void useEnv({ NODE_ENV: 'test', SECRET_KEY: 'k'.repeat(32) }))

const mail = samples['simple-mail-transfer-protocol']!
const gateway = samples['http-sms']!
const code = (work: () => unknown) => {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

describe('changing a stored config', () => {
  test('a secret left out, or sent back as it was read, is kept', () => {
    const shown = redact(smtp.config, mail)
    expect(shown).toMatchObject({ host: 'smtp.example.com', auth: { user: 'mailer', pass: { set: true } } })
    expect(mergeConfig(smtp, mail, { fromName: 'New' })).toEqual({ ...mail, fromName: 'New' })
    expect(mergeConfig(smtp, mail, shown)).toEqual(mail)
  })

  test('null clears, and a cleared secret reads as not set', () => {
    const merged = mergeConfig(httpSms, gateway, { authorization: null })
    expect(merged.authorization).toBeUndefined()
    expect(redact(httpSms.config, merged)).toMatchObject({ authorization: { set: false }, signingSecret: { set: true } })
    expect(mergeConfig(smtp, mail, { auth: null }).auth).toBeUndefined()
    expect(mergeConfig(smtp, mail, { auth: { user: null, pass: null } }).auth).toBeUndefined()
  })

  test('an optional part may be absent but not half filled', () => {
    expect(code(() => mergeConfig(smtp, mail, { auth: { user: null } }))).toBe('connector.invalid_config')
  })

  test('a new destination never gets an old secret', () => {
    const moved = { endpoint: 'https://evil.example/' }
    expect(code(() => mergeConfig(httpSms, gateway, moved))).toBe('connector.secret_reentry_required')
    expect(code(() => mergeConfig(httpSms, gateway, { ...moved, signingSecret: 'a brand new secret' }))).toBe(
      'connector.secret_reentry_required',
    )
    expect(code(() => mergeConfig(httpSms, gateway, { ...moved, ...redact(httpSms.config, gateway), ...moved }))).toBe(
      'connector.secret_reentry_required',
    )
    const entered = { ...moved, signingSecret: 'a brand new secret', authorization: 'Bearer new', previousSigningSecret: null }
    expect(mergeConfig(httpSms, gateway, entered)).toEqual({
      ...moved,
      signingSecret: 'a brand new secret',
      authorization: 'Bearer new',
    })
    expect(code(() => mergeConfig(smtp, mail, { host: 'SMTP.example.com' }))).toBe('none')
    const bare = mergeConfig(smtp, mail, { auth: null })
    expect(code(() => mergeConfig(smtp, bare, { host: 'other.example.com' }))).toBe('none')
  })

  test('unknown fields are dropped, never stored', () => {
    expect(mergeConfig(smtp, mail, { isAdmin: true, __proto__: { x: 1 } })).toEqual(mail)
  })

  test('a generated secret is made once and then kept', () => {
    const created = mergeConfig(httpSms, null, { endpoint: 'https://gateway.example.com/' })
    expect(created.signingSecret).toMatch(/^whsec_[\w+/]{43}=$/)
    expect(mergeConfig(httpSms, created, { endpoint: 'https://gateway.example.com/' })).toEqual(created)
    expect(mergeConfig(httpSms, created, { signingSecret: null }).signingSecret).not.toBe(created.signingSecret)
  })

  test('Twilio: a sender, whole key pairs, region with edge', () => {
    const bare = { accountSID: 'AC1', authToken: 't' }
    expect(code(() => mergeConfig(twilioSms, null, bare))).toBe('connector.invalid_config')
    expect(code(() => mergeConfig(twilioSms, null, { ...bare, fromNumber: '+1', apiKeySID: 'SK1' }))).toBe(
      'connector.invalid_config',
    )
    expect(code(() => mergeConfig(twilioSms, null, { ...bare, fromNumber: '+1', region: 'ie1' }))).toBe(
      'connector.invalid_config',
    )
    expect(code(() => mergeConfig(twilioSms, null, { ...bare, fromNumber: '+1', region: 'evil.example/', edge: 'x' }))).toBe(
      'connector.invalid_config',
    )
    expect(mergeConfig(twilioSms, null, { ...bare, fromNumber: '+1' })).toEqual({
      ...bare,
      fromNumber: '+1',
      disableRiskCheck: false,
    })
  })
})

describe('secrets at rest', () => {
  test('a value moved to another field or never sealed does not open', () => {
    const sealed = sealSecrets(httpSms.config, gateway, 'connectors:c1')
    const swapped = { ...sealed, signingSecret: sealed.authorization, authorization: sealed.signingSecret }
    expect(() => openSecrets(httpSms.config, swapped, 'connectors:c1')).toThrow()
    expect(() => openSecrets(httpSms.config, gateway, 'connectors:c1')).toThrow(/not sealed/)
  })
})

describe('a submitted form', () => {
  const schema = z.object({
    label: z.string().optional().meta({ title: 'Label' }),
    size: z.number().default(5).meta({ title: 'Size' }),
    kind: z.enum(['a', 'b']).default('a').meta({ title: 'Kind', description: 'One of two' }),
    on: z.boolean().default(true).meta({ title: 'On' }),
    inner: z.object({ key: z.string().meta({ title: 'Key', secret: true }) }).optional(),
  })

  test('fields are described by the schema alone', () => {
    expect(formFields(schema)).toEqual([
      { name: 'label', title: 'Label', type: 'text', required: false, secret: false, generated: false },
      { name: 'size', title: 'Size', type: 'number', required: false, secret: false, generated: false, default: 5 },
      {
        name: 'kind',
        title: 'Kind',
        type: 'select',
        options: ['a', 'b'],
        required: false,
        secret: false,
        generated: false,
        description: 'One of two',
        default: 'a',
      },
      { name: 'on', title: 'On', type: 'checkbox', required: false, secret: false, generated: false, default: true },
      { name: 'inner.key', title: 'Key', type: 'password', required: false, secret: true, generated: false },
    ])
  })

  test('blank clears, a blank secret keeps, text becomes what the schema wants', () => {
    expect(parseForm(schema, { label: ' ', size: '7', kind: 'b', 'inner.key': '' })).toEqual({
      label: null,
      size: 7,
      kind: 'b',
      on: false,
    })
    expect(parseForm(schema, { size: 'seven', on: 'on', 'inner.key': ' kept as typed ' })).toEqual({
      size: 'seven',
      on: true,
      inner: { key: ' kept as typed ' },
    })
    expect(parseForm(schema, { 'inner.key': '', 'inner.key.clear': 'on' })).toEqual({ on: false, inner: { key: null } })
  })
})
