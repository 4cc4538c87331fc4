import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Actor } from '@/lib/admin/roles'
import { systemCtx } from '@/lib/core/ctx'
import { useEnv } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'

const world = vi.hoisted(() => ({ headers: new Headers(), actor: null as unknown, refreshed: 0 }))
vi.mock('next/headers', () => ({ headers: async () => world.headers, cookies: async () => ({}) }))
vi.mock('next/cache', () => ({ refresh: () => void world.refreshed++ }))
vi.mock('./console', () => ({
  consoleUser: async () => world.actor && { as: { ctx: systemCtx(), actor: world.actor } },
}))

const { action } = await import('./console-action')

const origin = 'http://localhost:3000'
const from = (site: string | null): Headers => new Headers({ cookie: 'a=b', ...(site && { origin: site }) })
const form = new FormData()
form.set('name', 'Acme')
form.set('password', 'hunter22')

beforeAll(() => void useEnv({ ...process.env, PUBLIC_URL: origin }))
beforeEach(() => {
  world.headers = from(origin)
  world.actor = { type: 'admin', id: 'ada', role: 'admin' } satisfies Actor
  world.refreshed = 0
})

describe('a server action of the console', () => {
  const work = vi.fn(async () => undefined)
  const save = action({ caller: 'console', needs: 'settings.write' }, work)
  beforeEach(() => work.mockClear())

  it('does its work for staff and shows the page afresh', async () => {
    expect(await save({}, form)).toEqual({ ok: true, at: 1 })
    expect([work.mock.calls.length, world.refreshed]).toEqual([1, 1])
  })

  const refusals: { who: string; actor?: Actor | null; site?: string | null; code: string }[] = [
    { who: 'a stranger', actor: null, code: 'auth.unauthorized' },
    { who: 'an auditor', actor: { type: 'admin', id: 'al', role: 'auditor' }, code: 'auth.forbidden' },
    { who: 'another site', site: 'https://evil.example', code: 'auth.origin_rejected' },
    { who: 'a sandboxed page', site: 'null', code: 'auth.origin_rejected' },
    { who: 'a browser that does not say from where', site: null, code: 'auth.origin_rejected' },
  ]
  it.each(refusals)('does nothing for $who', async ({ actor, site, code }) => {
    if (actor !== undefined) world.actor = actor
    if (site !== undefined) world.headers = from(site)
    expect(await save({}, form)).toMatchObject({ ok: false, code })
    expect(work).not.toHaveBeenCalled()
  })

  it('keeps what was typed after a refusal, but no password', async () => {
    work.mockRejectedValueOnce(new AppError('entity.conflict'))
    const state = await save({ at: 4 }, form)
    expect(state).toMatchObject({ ok: false, code: 'entity.conflict', values: { name: 'Acme' }, at: 5 })
    expect(JSON.stringify(state)).not.toContain('hunter22')
  })

  it('shrugs off a state that a browser made up', async () => {
    expect(await save({ at: 'x' } as never, form)).toEqual({ ok: true, at: 1 })
    expect(await save(null as never, form)).toEqual({ ok: true, at: 1 })
  })
})

describe('an action for anyone', () => {
  it('still refuses other sites', async () => {
    const work = vi.fn(async () => undefined)
    world.headers = from('https://evil.example')
    expect(await action({ caller: 'anyone' }, work)({}, form)).toMatchObject({ code: 'auth.origin_rejected' })
    expect(work).not.toHaveBeenCalled()
  })
})
