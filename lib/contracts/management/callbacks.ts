import { z } from 'zod'
import { receiveReport } from '@/lib/admin/callbacks'
import { bodyText } from '@/lib/http/json'
import { type Endpoints, route } from '@/lib/http/route'

export const callbacks = {
  'POST /callbacks/:connectorId': route({
    summary: 'Where carriers report deliveries; the token is in the address they were given',
    tag: 'Messages',
    auth: 'anyone',
    params: z.object({ connectorId: z.string().min(1).max(200) }),
    query: z.object({ t: z.string().max(200).default('') }),
    status: 200,
    errors: ['entity.not_found', 'auth.forbidden'],
    async handler({ ctx, request, params, query }) {
      const { url, method, headers } = request
      const read = new Request(url, { method, headers, body: await bodyText(request) })
      await receiveReport(ctx, params.connectorId, query.t, read)
    },
  }),
} satisfies Endpoints
