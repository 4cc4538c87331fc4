import { z } from 'zod'
import { nauthPrefix, nauthTables } from '../nauth'
import { onTheWire } from '../nauth/wire'
import { bearer, clientId, cookie, csrf, header, proof } from './parts'
import type { Dialect } from './types'

/** The body of contracts/nauth.md §2. */
const refusal = z.object({
  statusCode: z.int(),
  code: z.string(),
  error: z.string().meta({ description: 'The same as code.' }),
  message: z.string().meta({ description: 'Safe to show, in the language of Accept-Language.' }),
  details: z.record(z.string(), z.unknown()).optional(),
  timestamp: z.iso.datetime(),
  path: z.string(),
})

const description = `Sign-in, second steps and account for an app with pages of its own. Tokens travel in JSON or in cookies, as the application is set up.
Every path also exists under /mobile/auth, where tokens always travel in JSON and cookies are neither set nor read.`

/** contracts/nauth.md as a document. */
export const nauth: Dialect = {
  id: 'nauth',
  title: 'nauth API',
  description,
  mounts: [{ prefix: nauthPrefix, tables: nauthTables }],
  wire: {
    refusal: { name: 'Refusal', type: 'application/json', schema: refusal },
    named: onTheWire,
    schemes: {
      bearer,
      cookie: cookie('nauth_access_token', 'Over https with __Host- before it, unless the application says otherwise.'),
      csrf: csrf('x-csrf-token', 'nauth_csrf_token'),
    },
    proof,
    headers: {
      ClientId: clientId,
      DeviceToken: header('X-Device-Token', 'What makes this device a trusted one, where tokens travel in JSON.'),
    },
  },
}
