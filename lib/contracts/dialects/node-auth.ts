import { z } from 'zod'
import type { Mounted } from '@/lib/http/openapi'
import { nodeAuthPrefix, nodeAuthSms, nodeAuthTables } from '../node-auth'
import { nodeAuthName, nodeAuthOwn, nodeAuthProtects } from './node-auth-words'
import { bearer, clientId, cookie, csrf, header, proof } from './parts'
import type { Dialect } from './types'

/** The body of contracts/node-auth.md §3. */
const refusal = z.looseObject({
  success: z.literal(false),
  code: z.string(),
  error: z.string().meta({ description: 'Safe to show.' }),
  message: z.string().meta({ description: 'The same as error.' }),
})

const description = `The HTTP contract of the node-auth library, with its SMS one-time passwords at /auth/sms as well.
Wrong codes, links and passwords answer 401 where no Origin header came, and 400 to browsers.`

/** Its specs do not say who needs a session. */
const tables: Mounted['tables'] = nodeAuthTables.map((table) =>
  Object.fromEntries(
    Object.entries(table).map(([key, { spec }]) => [key, { spec: nodeAuthProtects(key) ? { ...spec, protected: true } : spec }]),
  ),
)

/** contracts/node-auth.md as a document. */
export const nodeAuth: Dialect = {
  id: 'node-auth',
  title: 'node-auth API',
  description,
  mounts: [
    { prefix: nodeAuthPrefix, tables },
    { prefix: '/auth', tables: [nodeAuthSms] },
  ],
  wire: {
    refusal: { name: 'Refusal', type: 'application/json', schema: refusal },
    named: nodeAuthName,
    own: nodeAuthOwn,
    schemes: {
      bearer,
      cookie: cookie('accessToken', 'Over https with __Host- before it.'),
      csrf: csrf('X-CSRF-Token', 'csrf-token'),
    },
    proof,
    headers: {
      ClientId: clientId,
      AuthStrategy: header('X-Auth-Strategy', '`bearer`: tokens in the body instead of cookies.'),
    },
  },
}
