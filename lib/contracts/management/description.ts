import { type Endpoints, route } from '@/lib/http/route'

/** `/openapi.json` and its older name, answered with a document of this API. */
export function description(document: () => object) {
  const describe = route({
    summary: 'This API as OpenAPI 3.1',
    tag: 'Operations',
    auth: 'anyone',
    handler: async () => Response.json(document()),
  })
  return { 'GET /openapi.json': describe, 'GET /swagger.json': describe } satisfies Endpoints
}
