import { z } from 'zod'
import { readiness } from '@/lib/admin/health'
import { equal } from '@/lib/core/crypto'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { metrics } from '@/lib/core/metrics'
import { bearerOf } from '@/lib/http/caller'
import { type Endpoints, reply, route } from '@/lib/http/route'

const health = z.object({ status: z.enum(['ok', 'unavailable']), reasons: z.array(z.string()) })
const tag = 'Operations'

/** Without a token the counters are for evaluation only. @throws entity.not_found, auth.unauthorized */
function allowScrape(request: Request): void {
  const { METRICS_TOKEN: token, APP_ENV } = env()
  if (!token && APP_ENV === 'production') throw new AppError('entity.not_found')
  if (token && !equal(bearerOf(request) ?? '', token)) throw new AppError('auth.unauthorized')
}

export const system = {
  'GET /health/live': route({
    summary: 'The process answers',
    tag,
    auth: 'anyone',
    response: health,
    handler: async () => ({ status: 'ok' as const, reasons: [] }),
  }),
  'GET /health/ready': route({
    summary: 'The instance can serve; 503 with reasons when it cannot',
    tag,
    auth: 'anyone',
    response: health,
    async handler() {
      const reasons = await readiness()
      if (!reasons.length) return { status: 'ok' as const, reasons }
      return reply({ status: 'unavailable' as const, reasons }, { status: 503, headers: { 'Retry-After': '2' } })
    },
  }),
  'GET /status': route({ summary: 'Answers 204', tag, auth: 'anyone', handler: async () => undefined }),
  'GET /metrics': route({
    summary: 'Counters in the Prometheus text format',
    tag,
    auth: 'anyone',
    async handler({ request }) {
      allowScrape(request)
      const { registry } = metrics()
      return new Response(await registry.metrics(), { headers: { 'Content-Type': registry.contentType } })
    },
  }),
} satisfies Endpoints
