import { env } from '@/lib/core/env'
import { openApi } from '@/lib/http/openapi'
import { type Endpoints, route } from '@/lib/http/route'

/** `/openapi.json` and its older name, describing these tables. */
export function description(prefix: string, tables: Endpoints[]) {
  const describe = route({
    summary: 'This API as OpenAPI 3.1',
    tag: 'Operations',
    auth: 'anyone',
    handler: async () =>
      Response.json(openApi({ title: 'Sallyport management API', version: '1', server: env().PUBLIC_URL, prefix, tables })),
  })
  return { 'GET /openapi.json': describe, 'GET /swagger.json': describe } satisfies Endpoints
}
