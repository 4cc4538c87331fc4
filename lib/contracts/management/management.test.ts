import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { samples } from '@/lib/connectors/samples'
import { shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { storeInbox } from '@/lib/db/inbox'
import { type TestDb, testDb } from '@/lib/db/testing'
import { managementMounts } from '.'
import { call, giveKey, serve } from './testing'

let database: TestDb
beforeAll(async () => {
  serve()
  database = await testDb()
})
afterAll(() => database.close())
beforeEach(async () => {
  serve()
  await database.clear()
  await giveKey()
})
const phone = 'PhoneVerificationCode'
const inboxes = async () => {
  for (const factoryId of ['inbox-sms', 'inbox-email']) await call('POST', '/connectors', { factoryId })
}

describe('sign-in-exp', () => {
  it('answers a patch with settings and warnings, and is byte-equal after a refused one', async () => {
    await inboxes()
    const saved = await call('PATCH', '/sign-in-exp', { mfa: { factors: [phone] } })
    expect([saved.status, saved.body.settings]).toEqual([
      200,
      expect.objectContaining({ mfa: expect.objectContaining({ factors: [phone] }) }),
    ])
    const before = (await call('GET', '/sign-in-exp')).text
    const refused = await call('PATCH', '/sign-in-exp', {
      signIn: { methods: [{ identifier: 'phone', verificationCode: true }] },
    })
    expect(refused).toMatchObject({ status: 400, body: { code: 'sign_in_experiences.miss_sign_up_identifier_in_sign_in' } })
    expect((await call('GET', '/sign-in-exp')).text).toBe(before)
  })

  it('shows strangers a part of it', async () => {
    const { status, body } = await call('GET', '/.well-known/sign-in-exp', undefined, { authorization: '' })
    expect([status, body.signInMode, body.allowedCountries]).toEqual([200, 'SignInAndRegister', undefined])
  })

  it('guards the connector it needs, with the figures', async () => {
    await inboxes()
    await call('PATCH', '/sign-in-exp', { mfa: { factors: [phone] } })
    const listed = (await call('GET', '/connectors')).body as { id: string; channel: string }[]
    const sms = listed.find((row) => row.channel === 'sms')
    expect(await call('DELETE', `/connectors/${sms?.id}`)).toMatchObject({
      status: 409,
      body: { code: 'connector.in_use', data: { channel: 'sms', usedBy: [`mfa.${phone}`], activeFactors: 0 } },
    })
  })
})

describe('connectors', () => {
  it.each(Object.keys(samples))('no answer about %s holds a secret', async (factoryId) => {
    const config = samples[factoryId]
    const made = await call('POST', '/connectors', { factoryId, config })
    expect(made.status).toBe(201)
    const path = `/connectors/${made.body.id}`
    const answers = [made, await call('GET', path), await call('GET', '/connectors'), await call('PATCH', path, { priority: 1 })]
    answers.push(await call('GET', '/logs'), await call('PATCH', path, { config: { nonsense: 1, ...config } }))
    for (const { text } of answers) expect(text).not.toContain('S3CRET')
  })

  it('tests through the inbox, ten times an hour', async () => {
    const { body } = await call('POST', '/connectors', { factoryId: 'inbox-sms' })
    const test = () => call('POST', `/connectors/${body.id}/test`, { phone: '+12125550101', usageType: 'BindMFA', locale: 'en' })
    const { status, body: result } = await test()
    expect([status, result.outcome, result.provider]).toEqual([200, 'accepted', expect.objectContaining({ code: null })])
    expect(JSON.stringify(result.rendered)).toContain('000000')
    expect(await call('POST', '/connectors/inbox-sms/test', { phone: '+12125550101' })).toMatchObject({ status: 200 })
    for (let n = 0; n < 8; n++) await test()
    const over = await test()
    expect(over).toMatchObject({ status: 429, body: { code: 'connector.rate_limit_exceeded', data: { scope: 'user' } } })
    expect(over.headers.get('retry-after')).toBe(String((over.body.data as unknown as { retryAfter: number }).retryAfter))
    expect(await call('POST', '/connectors/unknown/test', { phone: '+12125550101' })).toMatchObject({ status: 404 })
  })

  it('takes no stored secret to an unsaved destination', async () => {
    const factoryId = 'http-sms'
    const { body } = await call('POST', '/connectors', { factoryId, config: samples[factoryId] })
    const stolen = { phone: '+12125550101', config: { endpoint: 'https://evil.example/x' } }
    const answer = await call('POST', `/connectors/${body.id}/test`, stolen)
    expect(answer).toMatchObject({ status: 422, body: { code: 'connector.secret_reentry_required' } })
  })
})

describe('lists', () => {
  it('say how many there are and where to go on', async () => {
    for (const n of [1, 2, 3]) await call('POST', '/users', { username: `user${n}` })
    const { headers, body } = await call('GET', '/users?page=2&page_size=1&search=user')
    expect([headers.get('total-number'), body.length]).toEqual(['3', 1])
    const link = headers.get('link')
    for (const rel of ['first', 'prev', 'next', 'last']) expect(link).toContain(`rel="${rel}"`)
    expect(link).toContain('<http://localhost:3000/api/users?page=3&page_size=1&search=user>; rel="next"')
    expect((await call('GET', '/users?page_size=101')).status).toBe(400)
  })

  it('of logs go on by cursor, filter, and verify', async () => {
    for (const n of [1, 2, 3]) await call('POST', '/users', { username: `user${n}` })
    const first = await call('GET', '/logs?event=User.Created&page_size=2')
    const cursor = first.headers.get('next-cursor')
    await call('POST', '/users', { username: 'late' })
    const second = await call('GET', `/logs?event=User.*&page_size=2&cursor=${cursor}`)
    const ids = [...first.body, ...second.body].map((row) => (row as { id: string }).id)
    expect([ids.length, new Set(ids).size, second.headers.get('next-cursor')]).toEqual([3, 3, null])
    expect((await call('GET', '/logs/verify')).body).toMatchObject({ broken: null })
  })
})

describe('users', () => {
  it('are made, changed and removed without a password ever coming back', async () => {
    const made = await call('POST', '/users', {
      primaryEmail: 'Ann@Example.com',
      password: 'correct horse battery staple',
      name: 'Ann',
    })
    expect(made).toMatchObject({ status: 201, body: { primaryEmail: 'ann@example.com', isSuspended: false, username: null } })
    const path = `/users/${made.body.id}`
    expect((await call('PATCH', path, { customData: { plan: 'pro' } })).body.customData).toEqual({ plan: 'pro' })
    expect((await call('PATCH', `${path}/is-suspended`, { isSuspended: true })).body.isSuspended).toBe(true)
    expect((await call('PATCH', path, { role: 'emperor' })).status).toBe(400)
    expect((await call('GET', `${path}/mfa-verifications`)).body).toEqual([])
    expect((await call('DELETE', path)).status).toBe(204)
    expect((await call('GET', path)).status).toBe(404)
    expect(made.text).not.toMatch(/argon2|password/)
  })

  it('with an id that no URL should hold are not found', async () => {
    for (const id of ['%00', '%ED%A0%80', '..%2F..', 'x'.repeat(300)])
      expect((await call('GET', `/users/${id}`)).status).toBe(404)
  })
})

describe('templates', () => {
  it('are saved all or none, with every problem placed', async () => {
    const good = {
      channel: 'sms',
      usageType: 'BindMFA',
      languageTag: 'de',
      text: '{{code}} ist dein Code.\n\n@{{domain}} #{{code}}',
    }
    const bad = { ...good, usageType: 'MfaVerification', text: 'Hello {{foo}}' }
    const refused = await call('PUT', '/templates', [good, bad])
    expect(refused).toMatchObject({ status: 422, body: { code: 'template.invalid' } })
    expect(JSON.stringify(refused.body.data)).toContain('1.text')
    expect(await db().template.count()).toBe(0)
    expect((await call('PUT', '/templates', [good])).status).toBe(200)
    const listed = (await call('GET', '/templates?channel=sms&usageType=BindMfa')).body as {
      languageTag: string
      source: string
    }[]
    expect(listed).toContainEqual(expect.objectContaining({ languageTag: 'de', source: 'own' }))
    expect(listed).toContainEqual(expect.objectContaining({ languageTag: 'en', source: 'built-in' }))
    expect((await call('DELETE', '/templates?channel=sms&usageType=BindMfa&languageTag=de')).status).toBe(204)
    expect((await call('DELETE', '/templates')).status).toBe(400)
  })

  it('are previewed with made-up values', async () => {
    const { body } = await call('POST', '/templates/preview', {
      channel: 'sms',
      usageType: 'SignIn',
      languageTag: 'en',
      text: '{{code}} “x”',
    })
    expect(body).toMatchObject({ encoding: 'UCS-2', segments: 1, problems: [] })
    const inForce = { channel: 'sms', usageType: 'SignIn', languageTag: 'en' }
    const shipped = (await call('POST', '/templates/preview', inForce)).body
    expect(shipped).toMatchObject({ encoding: 'GSM-7', problems: [], text: expect.stringMatching(/\d{6}/) })
    await call('PUT', '/templates', [{ ...inForce, text: 'Ours: {{code}}' }])
    expect((await call('POST', '/templates/preview', inForce)).body.text).toMatch(/^Ours: \d{6}/)
  })
})

describe('development tools', () => {
  const stranger = { authorization: '' }
  const message = { channel: 'sms', to: '+12125550101', usageType: 'BindMfa', locale: 'en', text: '1', code: '123456' }
  const rest = { subject: null, html: null, link: null, connectorId: 'c', status: 'delivered' }

  it('are open while the instance is evaluated', async () => {
    await storeInbox(db(), Date.now(), { ...message, ...rest })
    const { body } = await call('GET', '/dev/messages?to=%2B12125550101&usageType=BindMFA', undefined, stranger)
    expect(body.messages).toMatchObject([{ code: '123456', to: '+12125550101' }])
    expect((await call('PUT', '/dev/behavior', { channel: 'sms', mode: 'fail', times: 1 }, stranger)).status).toBe(200)
    expect((await call('PUT', '/dev/clock', { offsetSeconds: 5 }, stranger)).body).toEqual({ offsetSeconds: 5 })
    shiftClock(0)
    expect((await call('DELETE', '/dev/messages', undefined, stranger)).status).toBe(204)
  })

  it('need a key in production, have no clock there, and vanish with the inbox', async () => {
    const production = { APP_ENV: 'production', PUBLIC_URL: 'https://auth.example.com' }
    serve({ ...production, INBOX: '1' })
    expect((await call('GET', '/dev/messages', undefined, stranger)).status).toBe(401)
    expect((await call('GET', '/dev/messages')).status).toBe(200)
    expect((await call('PUT', '/dev/clock', { offsetSeconds: 5 })).status).toBe(404)
    serve(production)
    expect((await call('GET', '/dev/messages')).status).toBe(404)
    expect((await call('GET', '/dev/messages', undefined, stranger)).status).toBe(404)
  })
})

describe('operations', () => {
  it('is ready with a signing key, and says why it is not', async () => {
    expect((await call('GET', '/health/live')).status).toBe(200)
    const { status, headers, body } = await call('GET', '/health/ready')
    expect([status, headers.get('retry-after'), body.reasons]).toEqual([
      503,
      '2',
      expect.arrayContaining(['there is no signing key']),
    ])
  })

  it('shows metrics to who has the token, and to nobody in production without one', async () => {
    const METRICS_TOKEN = 'metrics-token-16ch'
    serve({ METRICS_TOKEN })
    expect((await call('GET', '/metrics')).status).toBe(401)
    const { status, text } = await call('GET', '/metrics', undefined, { authorization: `Bearer ${METRICS_TOKEN}` })
    expect([status, /http_server_request_duration_seconds_count\{.*route="\/api\/users\/:id"/.test(text)]).toEqual([200, true])
    serve({ APP_ENV: 'production', PUBLIC_URL: 'https://auth.example.com' })
    expect((await call('GET', '/metrics')).status).toBe(404)
  })

  it('describes every endpoint', async () => {
    const { body } = await call('GET', '/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(Object.keys(body.paths as object)).toContain('/api/users/{id}/mfa-verifications/{factorId}')
    expect((await call('GET', '/swagger.json')).status).toBe(200)
  })

  it('leaves the console sign-in to Next', () => {
    expect(Object.keys(managementMounts)).toEqual(expect.arrayContaining(['/api/users', '/api/.well-known', '/api/openapi.json']))
    expect(managementMounts['/api/auth']).toBeUndefined()
    expect(managementMounts['/api']).toBeUndefined()
  })
})
