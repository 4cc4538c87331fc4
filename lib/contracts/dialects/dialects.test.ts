import { describe, expect, it } from 'vitest'
import { messageFor } from '@/lib/core/errors'
import { managementDocument, managementMount } from '../management'
import { dialects, documentOf } from '.'
import { nodeAuthEnds } from './node-auth-words'

type Operation = {
  operationId: string
  summary: string
  security?: Record<string, string[]>[]
  responses: Record<string, { description: string; content?: Record<string, { schema?: object }> }>
}
type Document = ReturnType<typeof documentOf>
const operationsOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, ...(operation as Operation) })),
  )

const at = (root: unknown, ref: string): unknown =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((found, name) => (found as Record<string, unknown> | undefined)?.[name], root)
const refsIn = (document: Document) => [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!)

const documents = [['management', managementDocument()] as const, ...dialects.map((d) => [d.id, documentOf(d)] as const)]

describe.each(documents)('the document of %s', (_, document) => {
  const operations = operationsOf(document)

  it('says what each call does and answers', () => {
    expect(document.openapi).toBe('3.1.0')
    for (const { path, summary, responses } of operations) {
      expect([path, summary]).toEqual([path, expect.stringMatching(/\S/)])
      const schemas = Object.values(responses).flatMap(({ content = {} }) => Object.values(content).map(({ schema }) => schema))
      expect([path, schemas.filter(Boolean).length > 0 || !!responses[204]]).toEqual([path, true])
    }
  })

  it('says of every refusal what it is', () => {
    const wrong = messageFor('server.unexpected', {})
    for (const { responses } of operations)
      for (const [status, { description }] of Object.entries(responses))
        if (status !== '500') expect(description).not.toContain(wrong)
  })

  it('names every operation once', () => {
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('points nowhere in vain', () => {
    for (const ref of refsIn(document)) expect([ref, typeof at(document, ref)]).toEqual([ref, 'object'])
    const schemes = Object.keys(document.components.securitySchemes)
    for (const { security = [] } of operations) for (const name of security.flatMap(Object.keys)) expect(schemes).toContain(name)
  })
})

describe.each(dialects.map((d) => [d.id, d] as const))('%s', (id, dialect) => {
  const operations = operationsOf(documentOf(dialect))

  it('is there as a whole, each path once', () => {
    const real = dialect.mounts.flatMap(({ prefix, tables }) =>
      tables.flatMap((table) => Object.keys(table).map((key) => key.replace(' ', ` ${prefix}`).replace(/:(\w+)/g, '{$1}'))),
    )
    const shown = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    expect(new Set(real).size).toBe(real.length)
    expect(shown.toSorted()).toEqual(real.toSorted())
    for (const { path, responses } of operations)
      expect([path, Object.values(responses).some(({ content }) => content)]).toEqual([path, true])
  })

  it('names refusals as they are on its wire', () => {
    const said = operations.flatMap(({ responses }) => Object.values(responses).map(({ description }) => description))
    const names = said.flatMap((text) => [...text.matchAll(/`([^`]+)`:/g)].map(([, name]) => name))
    expect(names.length).toBeGreaterThan(operations.length)
    for (const name of names) expect(name).toMatch(/^([0-9A-Z_]+|[a-z_]+)$/)
  })

  it('is served', async () => {
    const response = await managementMount(new Request(`http://localhost:3000/api/openapi/${id}.json`))
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ info: { title: `Sallyport ${dialect.title}` } })
  })
})

describe('nauth', () => {
  const operations = operationsOf(documentOf(dialects.find(({ id }) => id === 'nauth')!))
  const of = (method: string, path: string) => operations.find((one) => one.method === method && one.path === path)!

  it('asks for a session where its handlers do, and for the CSRF token beside a cookie that changes something', () => {
    expect(of('post', '/auth/login').security).toEqual([])
    expect(of('post', '/auth/respond-challenge').security).toEqual([])
    expect(of('get', '/auth/mfa/status').security).toEqual([{ bearer: [] }, { cookie: [] }])
    expect(of('post', '/auth/change-password').security).toEqual([{ bearer: [] }, { cookie: [], csrf: [] }])
    const open = operations.filter(({ security }) => !security?.length).map(({ path }) => path)
    for (const name of ['signup', 'refresh', 'challenge/resend', 'challenge/setup-data', 'forgot-password'])
      expect(open).toContain(`/auth/${name}`)
    expect(open.filter((path) => /\/(admin\/(?!reset-password\/confirm$)|mfa|sessions|profile|logout|trust)/.test(path))).toEqual(
      [],
    )
  })

  it('has one name for a refusal here and another there', () => {
    expect(of('post', '/auth/login').responses[429]?.description).toContain('RATE_LIMIT_LOGIN')
    expect(of('post', '/auth/login').responses[401]?.description).toContain('AUTH_INVALID_CREDENTIALS')
    expect(of('post', '/auth/mfa/verify-setup').responses[400]?.description).toContain('VERIFY_CODE_INVALID')
    expect(of('post', '/auth/forgot-password/confirm').responses[400]?.description).toContain('PASSWORD_RESET_CODE_INVALID')
  })
})

describe('node-auth', () => {
  const operations = operationsOf(documentOf(dialects.find(({ id }) => id === 'node-auth')!))
  const said = (path: string, status: number) =>
    operations.find((one) => one.path === path && one.method === 'post')?.responses[status]?.description

  it('has its text messages under both prefixes, with what they alone refuse', () => {
    for (const path of ['/auth/sms/send', '/node-auth/sms/send']) {
      expect(said(path, 400)).toContain('`SMS_LOGIN_DISABLED`: Sign-in by SMS is not enabled')
      expect(said(path, 429)).toContain('RATE_LIMITED')
    }
    expect(said('/auth/sms/verify', 401)).toContain('`INVALID_SMS_CODE`: Invalid or expired SMS code')
    expect(said('/node-auth/refresh', 401)).toContain('NO_REFRESH_TOKEN')
    expect(said('/node-auth/magic-link/verify', 401)).toContain('INVALID_MAGIC_LINK')
    expect(said('/node-auth/2fa/verify-setup', 400)).toContain('INVALID_TOTP_CODE')
  })

  it('speaks of no path that there is not', () => {
    const paths = operations.map(({ path }) => path.replace(/\{(\w+)\}/g, ':$1'))
    for (const end of nodeAuthEnds) expect([end, paths.some((path) => path.endsWith(end))]).toEqual([end, true])
  })
})
