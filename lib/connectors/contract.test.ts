import { beforeAll, describe, expect, test } from 'vitest'
import { useEnv } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { OutboundError } from '@/lib/core/fetch-outbound'
import { mergeConfig, openSecrets, parseConfig, redact, sealSecrets } from './config'
import { formFields, leaves, parseForm, secretFields } from './form'
import { connectorById, connectors, connectorsFor, fetchFor } from './index'
import { ending, sampleMessage, samples, toolsWith } from './samples'

beforeAll(() => void useEnv({ NODE_ENV: 'test', SECRET_KEY: 'k'.repeat(32) }))

const secretMark = /S3CRET/
const place = 'connectors:con_1'

test('every connector has an id of its own and a filled-in sample', () => {
  const ids = connectors.map((entry) => entry.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(Object.keys(samples).sort()).toEqual([...ids].sort())
})

test('the registry finds by id and by channel', () => {
  expect(connectorById('http-sms')?.name).toContain('HTTP')
  expect(connectorById('nope')).toBeUndefined()
  expect(connectorsFor('email').map((entry) => entry.id)).toEqual(['simple-mail-transfer-protocol', 'http-email', 'inbox-email'])
})

describe.each(connectors.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  const sample = samples[id] ?? {}

  test('the sample is complete, usable, and survives sealing at its own place only', () => {
    const config = parseConfig(entry.config, sample)
    expect(config).toEqual(sample)
    const sealed = sealSecrets(entry.config, config, place)
    expect(JSON.stringify(sealed)).not.toMatch(secretMark)
    expect(openSecrets(entry.config, sealed, place)).toEqual(config)
    if (secretFields(entry.config).length) expect(() => openSecrets(entry.config, sealed, 'connectors:con_2')).toThrow()
  })

  test('a read shows no byte of a secret, sealed or open, nor anything the schema does not know', () => {
    const extra = { ...sample, forgotten: 'S3CRET-leftover' }
    for (const config of [extra, sealSecrets(entry.config, extra, place)]) {
      const shown = JSON.stringify(redact(entry.config, config))
      expect(shown).not.toMatch(secretMark)
      expect(shown).not.toContain('v1.')
    }
    expect(JSON.stringify(sample).match(/S3CRET/g)?.length ?? 0).toBe(secretFields(entry.config).length)
  })

  test('the form has a titled input for every field and round-trips what it shows', () => {
    const fields = formFields(entry.config)
    expect(fields.map((field) => field.name)).toEqual(leaves(entry.config).map((leaf) => leaf.name))
    for (const field of fields) expect(field.title, `${id} ${field.name} needs .meta({ title })`).not.toBe(field.name)
    expect(JSON.parse(JSON.stringify(fields))).toEqual(fields)
    const typed = Object.fromEntries(
      flat(sample)
        .filter(([, value]) => value !== false)
        .map(([name, value]) => [name, String(value)]),
    )
    expect(mergeConfig(entry, null, parseForm(entry.config, typed))).toEqual(sample)
  })

  test('an empty form names every required field', () => {
    const required = formFields(entry.config)
      .filter((field) => field.required)
      .map((field) => field.name)
    if (!required.length) return
    const problems = problemsOf(() => mergeConfig(entry, null, parseForm(entry.config, {})))
    expect(problems.filter((problem) => required.includes(problem.path)).map((problem) => problem.message)).toEqual(
      required.map(() => 'Fill this in.'),
    )
  })

  test('each destination is a field, and changing it demands the stored secrets again', () => {
    const secrets = secretFields(entry.config)
    for (const name of entry.destination) {
      expect(Object.keys(entry.config.shape)).toContain(name)
      const moved = { [name]: other(sample[name]) }
      expect(reentry(() => mergeConfig(entry, sample, moved))).toEqual(secrets)
    }
  })

  test('every address is guarded: fixed hosts or typed ones, never both', () => {
    expect(Boolean(entry.hosts) && Boolean(entry.operatorHost)).toBe(false)
    if (!entry.inbox) expect(Boolean(entry.hosts) || Boolean(entry.operatorHost)).toBe(true)
    if (entry.hosts) expect(entry.hosts.source).toMatch(/^\^.*\$$/)
    expect(fetchFor(entry)).toBeTypeOf('function')
  })

  const channel = entry.channels[0]!
  const message = sampleMessage({
    channel,
    ...(channel === 'email' && { to: 'ann@example.com', subject: 'Code', html: '<p>847261</p>' }),
  })
  /** A case is declared only for the connectors it speaks of. */
  const when = (applies: boolean, declare: () => void) => applies && declare()
  const overHttp = !entry.inbox && id !== 'simple-mail-transfer-protocol'

  when(overHttp, () => {
    test('an exchange that never left is unreachable, one that may have arrived is ambiguous', async () => {
      for (const [sent, outcome] of [
        [false, 'unreachable'],
        [true, 'ambiguous'],
      ] as const) {
        const tools = toolsWith(() => Promise.reject(new OutboundError('timeout', sent)))
        expect((await ending(entry.send(sample, channel, message, tools))).outcome).toBe(outcome)
      }
    })

    test.each([
      [301, 'config'],
      [400, 'config'],
      [401, 'config'],
      [403, 'config'],
      [404, 'config'],
      [422, 'config'],
      [429, 'throttled'],
      [500, 'ambiguous'],
      [503, 'ambiguous'],
    ])('an unknown refusal follows its status: %i is %s', async (status, outcome) => {
      const answer = async () =>
        new Response(JSON.stringify({ note: 'words of the provider' }), { status, headers: { 'retry-after': '7' } })
      const end = await ending(entry.send(sample, channel, message, toolsWith(answer)))
      expect(end).toMatchObject({ outcome, detail: { httpStatus: status } })
      if (entry.operatorHost)
        expect(Object.keys(end.detail ?? {}).sort()).toEqual(status === 429 ? ['httpStatus', 'retryAfter'] : ['httpStatus'])
      if (status === 429) expect(end.detail?.retryAfter).toBe(7)
    })
  })

  when(!!entry.inbox, () => {
    test('keeps the message here and reaches no network', async () => {
      const kept: unknown[] = []
      const tools = toolsWith(() => Promise.reject(new Error('no network')), {
        inbox: async (...given) => {
          kept.push(given)
          return { providerId: 'inbox_7' }
        },
      })
      expect(await entry.send({}, channel, message, tools)).toEqual({ providerId: 'inbox_7' })
      expect(kept).toEqual([[message, id]])
    })
  })
})

const flat = (value: Record<string, unknown>, prefix = ''): [string, unknown][] =>
  Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && inner !== null
      ? flat(inner as Record<string, unknown>, `${prefix}${key}.`)
      : [[prefix + key, inner] as [string, unknown]],
  )

const other = (value: unknown) =>
  typeof value === 'number' ? value + 1 : String(value).replace(/.$/, (last) => (last === '2' ? '3' : '2'))

function refusal(work: () => unknown): AppError {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('expected a refusal')
}

function problemsOf(work: () => unknown): { path: string; message: string }[] {
  const error = refusal(work)
  expect(error.code).toBe('connector.invalid_config')
  return (error.data as { problems: { path: string; message: string }[] }).problems
}

function reentry(work: () => unknown): string[] {
  const error = refusal(work)
  expect(error.code).toBe('connector.secret_reentry_required')
  return (error.data as { fields: string[] }).fields
}
