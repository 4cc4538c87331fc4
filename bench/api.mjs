import { findPostgres, withFreshDatabase } from '../scripts/postgres.mjs'
import { main } from '../scripts/run.mjs'
import { instance } from './instance.mjs'
import { countingProxy } from './proxy.mjs'

// `npm run bench`: what the API of other products' clients costs. Latency, database statements, and whether time tells who exists.
// On PostgreSQL and loopback only; `npm run build` before. `--statements` prints the text of each one.

const rounds = 100
const pairs = 300
const password = 'a long enough passphrase'
const verbose = process.argv.includes('--statements')

const sorted = (all) => [...all].sort((a, b) => a - b)
const quantile = (all, q) => sorted(all)[Math.min(all.length - 1, Math.floor(all.length * q))]
const ms = (value) => value.toFixed(1).padStart(7)

let people = 0
const phoneOf = (n) => `+1212${220 + (n % 77) * 10}${String(n).padStart(4, '0')}`
/** Somebody whose second step is a text message. */
async function aPerson({ api, send, code }) {
  people += 1
  const email = `bench-${people}@example.com`
  const phone = phoneOf(people)
  await api('POST', '/api/users', { primaryEmail: email, primaryPhone: phone, password })
  const { body } = await send('POST', '/auth/login', { identifier: email, password })
  await send('POST', '/auth/challenge/setup-data', { session: body.session, method: 'sms' })
  const setupData = { code: await code(phone) }
  await send('POST', '/auth/respond-challenge', { session: body.session, type: 'MFA_SETUP_REQUIRED', method: 'sms', setupData })
  return { email, phone }
}

/** Calls one after the other, each of somebody else: how long they took, and what each asked of the database. */
async function measured(proxy, name, calls) {
  const times = []
  const counts = []
  let last = []
  for (const call of calls) {
    const ready = await call.before()
    // what an earlier answer left to be done is not this one's
    await new Promise((resolve) => setTimeout(resolve, 20))
    proxy.take()
    const { ms: took, status, body } = await call.run(ready)
    last = proxy.take()
    if (status !== 200) throw new Error(`${name} answered ${status}: ${JSON.stringify(body)}`)
    times.push(took)
    counts.push(last.length)
  }
  const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)]
  console.log(
    `${name.padEnd(44)} ${ms(p50)} ${ms(p95)}  ${String(quantile(counts, 0.5)).padStart(4)} ${String(Math.max(...counts)).padStart(4)}`,
  )
  if (verbose) for (const sql of last) console.log(`    ${sql.replaceAll(/\s+/g, ' ').slice(0, 180)}`)
}

async function latency(house, proxy) {
  const { send, code } = house
  const everybody = []
  for (let n = 0; n < rounds; n++) everybody.push(await aPerson(house))
  const login = ({ email }) => send('POST', '/auth/login', { identifier: email, password })
  const held = new Map()
  const call = (before, run) => everybody.map((person) => ({ before: () => before(person), run: (ready) => run(ready, person) }))
  const answer = async (person) => {
    const { body } = await login(person)
    return { session: body.session, type: 'MFA_REQUIRED', method: 'sms', code: await code(person.phone) }
  }
  console.log(`${'call'.padEnd(44)} ${'p50 ms'} ${'p95 ms'.padStart(8)}  statements (p50, most)`)
  await measured(
    proxy,
    'POST /auth/login (a code goes out)',
    call(
      () => undefined,
      (_, person) => login(person),
    ),
  )
  await measured(
    proxy,
    'POST /auth/respond-challenge (tokens)',
    call(answer, async (body, person) => {
      const done = await send('POST', '/auth/respond-challenge', body)
      held.set(person, done.body)
      return done
    }),
  )
  const bearer = (person) => ({ authorization: `Bearer ${held.get(person).accessToken}` })
  await measured(
    proxy,
    'GET /auth/mfa/status',
    call(
      () => undefined,
      (_, person) => send('GET', '/auth/mfa/status', undefined, bearer(person)),
    ),
  )
  await measured(
    proxy,
    'POST /auth/refresh',
    call(
      () => undefined,
      (_, person) => send('POST', '/auth/refresh', { refreshToken: held.get(person).refreshToken }),
    ),
  )
}

/** Area under the curve of telling one list of times from the other: 0.5 tells nothing. */
function tellsApart(one, two) {
  let before = 0
  for (const a of one) for (const b of two) before += a < b ? 1 : a === b ? 0.5 : 0
  return before / (one.length * two.length)
}

/** Known and unknown in turns, each known one another account: what time says of who exists (contracts/nauth.md §16.16). */
async function whoExists({ api, send }) {
  const known = []
  for (let n = 0; n < pairs; n++) {
    people += 1
    known.push(`known-${people}@example.com`)
    await api('POST', '/api/users', { primaryEmail: known[n], primaryPhone: phoneOf(people), password })
  }
  const wrong = 'not that passphrase'
  const asks = {
    'POST /auth/login': (email) => send('POST', '/auth/login', { identifier: email, password: wrong }),
    'POST /node-auth/login': (email) => send('POST', '/node-auth/login', { email, password: wrong }),
    'POST /node-auth/sms/send': (email) => send('POST', '/node-auth/sms/send', { email }),
    'POST /auth/forgot-password': (email) => send('POST', '/auth/forgot-password', { identifier: email }),
    'POST /auth/signup': (email) => send('POST', '/auth/signup', { email, password: wrong }),
    'POST /auth/login, after that': (email) => send('POST', '/auth/login', { identifier: email, password: wrong }),
  }
  console.log(
    `\n${'known and unknown, 300 in turns'.padEnd(44)} ${'known'} ${'unknown'.padStart(8)}  p50 ms; told apart (0.50: not at all)`,
  )
  for (const [name, ask] of Object.entries(asks)) {
    const times = [[], []]
    const bodies = new Set()
    for (let n = 0; n < pairs; n++) {
      const both = [known[n], `nobody-${n}@example.com`]
      // who goes first changes
      for (const which of n % 2 ? [0, 1] : [1, 0]) {
        const { ms: took, status, body } = await ask(both[which])
        bodies.add(`${status} ${body.code ?? Object.keys(body).sort().join()}`)
        times[which].push(took)
      }
    }
    const auc = tellsApart(times[0], times[1])
    console.log(
      `${name.padEnd(44)} ${ms(quantile(times[0], 0.5))} ${ms(quantile(times[1], 0.5))}  ${auc.toFixed(2)}  ${[...bodies].join(' | ')}`,
    )
  }
}

main(async () => {
  const { url, why } = await findPostgres()
  if (!url) throw new Error(why)
  await withFreshDatabase(url, async (database) => {
    const at = new URL(database)
    const proxy = await countingProxy({ host: at.hostname, port: Number(at.port || 5432) })
    at.port = String(proxy.port)
    at.hostname = '127.0.0.1'
    const house = await instance({ url: at.href, port: 3200 })
    try {
      await house.api('PATCH', '/api/sign-in-exp', {
        mfa: { factors: ['PhoneVerificationCode'], policy: 'Mandatory' },
        acknowledge: ['would_drop_enrolled_users'],
      })
      await latency(house, proxy)
      await house.api('PATCH', '/api/sign-in-exp', {
        mfa: { factors: [], policy: 'NoPrompt' },
        signUp: { identifiers: ['email'], password: true, verify: true },
        signIn: { methods: [{ identifier: 'email' }, { identifier: 'phone', verificationCode: true }] },
        acknowledge: ['would_drop_enrolled_users'],
      })
      await whoExists(house)
    } finally {
      await house.stop()
      proxy.close()
    }
  })
})
