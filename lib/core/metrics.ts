import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Names of ux.md §4.4. A label is always one of a few words: never a user id, an address or a path with an id in it. */
function create() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers })
  const histogram = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Histogram({ name, help, labelNames, registers, buckets: seconds })
  return {
    registry,
    httpDuration: histogram('http_server_request_duration_seconds', 'Time to answer a request', ['method', 'route', 'status']),
    signIn: counter('auth_sign_in_total', 'First steps of a sign-in', ['method', 'outcome']),
    mfaChallenge: counter('auth_mfa_challenge_total', 'Second-step answers', ['factor', 'outcome']),
    mfaChallengeSeconds: histogram('auth_mfa_challenge_seconds', 'From asking to a right answer', ['factor']),
    lockout: counter('auth_lockout_total', 'Factors paused or switched off after wrong answers', ['factor']),
    sends: counter('message_send_total', 'Attempts through a connector', ['channel', 'connector', 'usage_type', 'outcome']),
    delivery: histogram('message_delivery_seconds', 'From acceptance to the delivery report', ['channel', 'connector']),
    segments: counter('message_segments_total', 'Text message segments', ['country']),
    fallback: counter('message_fallback_total', 'Messages that went on to another connector', ['from', 'to', 'reason']),
    budgetPaused: new Gauge({
      name: 'message_budget_paused',
      help: 'Countries whose budget is used up',
      labelNames: ['country'],
      registers,
    }),
  }
}

export type Metrics = ReturnType<typeof create>
const store = globalThis as typeof globalThis & { sallyportMetrics?: Metrics }

/** The counters of this process: `metrics().signIn.inc({ method, outcome })`. */
export function metrics(): Metrics {
  store.sallyportMetrics ??= create()
  return store.sallyportMetrics
}
