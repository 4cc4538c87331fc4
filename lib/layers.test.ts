import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { broken } from '@/scripts/rules.mjs'
import { type Facts, inspect, isTest, sources } from '@/scripts/source.mjs'

const root = path.resolve(import.meta.dirname, '..')

/** DESIGN.md §2, as data: layer → what it may import. Anything absent is forbidden; `types` allows `import type` only. */
const layers: Record<string, { may: string[]; types?: string[] }> = {
  core: { may: [] },
  factors: { may: ['core'] },
  connectors: { may: ['core'] },
  interaction: { may: ['core'], types: ['factors'] },
  policy: { may: ['core', 'factors', 'interaction'] },
  db: { may: ['core', 'connectors', 'factors', 'interaction', 'policy', 'generated'] },
  messages: { may: ['core', 'connectors', 'db', 'factors'] },
  flows: { may: ['core', 'db', 'factors', 'interaction', 'messages', 'policy'] },
  admin: { may: ['core', 'connectors', 'db', 'factors', 'messages', 'policy'], types: ['interaction'] },
  http: { may: ['core', 'db'] },
  oidc: { may: ['core', 'db', 'flows'] },
  contracts: { may: ['core', 'http', 'flows', 'admin', 'oidc', 'factors', 'interaction'] },
  hosted: { may: ['core', 'http', 'flows', 'admin', 'oidc', 'factors', 'interaction'] },
  app: { may: ['contracts', 'hosted', 'flows', 'admin', 'http', 'oidc', 'components'] },
  components: {
    may: [],
    types: ['factors', 'interaction', 'connectors/form', 'hosted/view', 'hosted/account-view', 'hosted/console-state'],
  },
  i18n: { may: ['core'] },
}

/** Words have no rules in them: the catalogue of texts may be read from every layer that speaks to a person. */
const everywhere: Record<string, string[]> = {
  i18n: ['messages', 'http', 'oidc', 'contracts', 'hosted', 'app', 'components', 'admin', 'flows'],
}

/** Route files that are not made by `route(…)` or `mount(…)`: path → who may call it. */
const otherRoutes: Record<string, string> = {
  'app/(hosted)/begin/route.ts': 'anyone',
  'app/(hosted)/unavailable/route.ts': 'anyone',
  'app/(hosted)/link/route.ts': 'whoever has a link that was mailed, from our own pages',
  'app/(hosted)/step-up/form/route.ts': 'whoever holds the token of an action, from the page of its step-up',
  'app/(hosted)/submit/route.ts': 'anyone, from our own pages',
  'app/(hosted)/account/submit/route.ts': 'a signed-in person, from our own pages',
  'app/oidc/[...path]/route.ts': 'anyone',
  'app/api/auth/[...nextauth]/route.ts': 'anyone',
  'app/console/sign-in/route.ts': 'anyone: it only leads to the sign-in page',
  'app/demo/start/route.ts': 'anyone',
  'app/demo/callback/route.ts': 'the browser that began, by its state',
  'app/demo/sign-out/route.ts': 'anyone, from our own pages',
  'app/.well-known/openid-configuration/route.ts': 'anyone',
  'app/.well-known/change-password/route.ts': 'anyone',
  'app/.well-known/passkey-endpoints/route.ts': 'anyone: says where to look after passkeys',
}

const makers = ['route', 'mount']
const guards = ['requireConsole']
const handlers = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const routeConfig = ['dynamic', 'runtime', 'revalidate', 'maxDuration', 'fetchCache', 'preferredRegion', 'dynamicParams']
/** Console pages that a person sees before being signed in. */
const openConsolePages: string[] = ['app/console/no-access/page.tsx', 'app/console/setup/page.tsx']

const files = sources(root, ['lib', 'app', 'components']).map((name) => inspect(root, name))
const product = files.filter((file) => !isTest(file.name))
const clean = (problems: string[]) => expect(problems, problems.join('\n')).toEqual([])

/** `lib/flows/advance.ts` → `flows`; `app/…` → `app`; what has no layer of its own (i18n) → its folder. */
function layerOf(name: string): string {
  const [top = '', second = ''] = name.split('/')
  return top === 'lib' ? second.replace(/\.ts$/, '') : top
}

/** The project path an import means, or undefined for a package. */
function target(from: string, importer: string): string | undefined {
  if (from.startsWith('@/')) return from.slice(2)
  return from.startsWith('.') ? path.posix.join(path.posix.dirname(importer), from) : undefined
}

function forbidden(importer: string, from: string, typeOnly: boolean): boolean {
  const to = target(from, importer)
  if (to === undefined || !/^(lib|app|components|generated)\//.test(to)) return false
  const [mine, theirs] = [layerOf(importer), layerOf(to)]
  if (mine === theirs || everywhere[theirs]?.includes(mine)) return false
  const rule = layers[mine]
  if (!rule) return true
  const listed = (names: string[] = []) => names.some((name) => theirs === name || to === `lib/${name}`)
  return !listed(rule.may) && !(typeOnly && listed(rule.types))
}

describe('layers', () => {
  it('no file imports a layer it may not know', () => {
    const crossings = product.flatMap((file) =>
      file.imports
        .filter(({ from, typeOnly }) => forbidden(file.name, from, typeOnly))
        .map(({ from, typeOnly }) => `${file.name} → ${from}${typeOnly ? ' (type)' : ''}`),
    )
    clean(crossings)
  })

  it('every folder of lib is a declared layer', () => {
    const folders = new Set(product.filter(({ name }) => /^lib\/[^/]+\//.test(name)).map(({ name }) => layerOf(name)))
    clean([...folders].filter((layer) => !layers[layer]))
  })

  it('the table itself refuses what it does not list', () => {
    expect(forbidden('lib/core/a.ts', '@/lib/db/users', false)).toBe(true)
    expect(forbidden('lib/flows/a.ts', '../oidc/issue', false)).toBe(true)
    expect(forbidden('lib/interaction/a.ts', '@/lib/factors/types', false)).toBe(true)
    expect(forbidden('lib/interaction/a.ts', '@/lib/factors/types', true)).toBe(false)
    expect(forbidden('components/a.tsx', '@/lib/connectors/form', true)).toBe(false)
    expect(forbidden('components/a.tsx', '@/lib/connectors/twilio', true)).toBe(true)
    expect(forbidden('app/a/page.tsx', '@/lib/db/users', true)).toBe(true)
    expect(forbidden('app/a/page.tsx', '@/components/ui/button', false)).toBe(false)
  })
})

describe('house rules', () => {
  it('no file breaks the wall, reads the environment, says any, or opens Prisma outside lib/db', () => {
    clean(files.flatMap(broken))
  })
})

/** What a route file exports that is neither a handler made by a declared maker nor Next's own configuration. */
function strayExports({ name, exports, imports }: Facts): string[] {
  if (otherRoutes[name]) return []
  const local = new Map(exports.map((one) => [one.name, one]))
  const made = (one: Facts['exports'][number]): boolean =>
    makers.includes(one.call ?? '') ||
    (one.alias !== undefined && one.alias !== one.name && local.has(one.alias) && made(local.get(one.alias) as typeof one))
  const known = (one: Facts['exports'][number]) => routeConfig.includes(one.name) || (handlers.includes(one.name) && made(one))
  const fromMakers = imports.some(({ from }) => /lib\/(http|contracts)\//.test(from))
  const reexported = (one: Facts['exports'][number]) => handlers.includes(one.name) && one.local !== undefined && fromMakers
  return exports
    .filter((one) => !known(one) && !reexported(one))
    .map((one) => `${name}: ${one.name} is not made by ${makers.join(' or ')}`)
}

describe('doors', () => {
  it('every route file exports only handlers that a maker or the declared table accounts for', () => {
    clean(product.filter(({ name }) => /^app\/.*route\.tsx?$/.test(name)).flatMap(strayExports))
  })

  it('the declared table names only routes that exist', () => {
    const names = new Set(product.map(({ name }) => name))
    const hasRoutes = product.some(({ name }) => /^app\/.*route\.tsx?$/.test(name))
    clean(hasRoutes ? Object.keys(otherRoutes).filter((name) => !names.has(name)) : [])
  })

  it('every server action says who may call it', () => {
    const actions = product.filter(({ directives }) => directives.includes('use server'))
    const open = actions.flatMap(({ name, exports }) =>
      exports.filter((one) => one.call !== 'action' || typeof one.caller !== 'string').map((one) => `${name}: ${one.name}`),
    )
    clean(open)
  })

  it('every console page asks for a console role itself', () => {
    const pages = product.filter(({ name }) => /^app\/console\/(.*\/)?page\.tsx$/.test(name) && !openConsolePages.includes(name))
    clean(pages.filter(({ calls }) => !guards.some((guard) => calls.includes(guard))).map(({ name }) => name))
  })
})
