import { z } from 'zod'
import type { ErrorCode } from '@/lib/core/errors'
import type { Mounted } from '@/lib/http/openapi'
import { stepUpPrefix, stepUpTables } from '../authsignal'
import { names, statuses } from '../authsignal/names'
import { bearer } from './parts'
import type { Dialect } from './types'

/** The body of contracts/authsignal.md §4. */
const refusal = z.object({
  error: z.string().meta({ description: 'The code.' }),
  errorCode: z.string().meta({ description: 'The same as error.' }),
  errorDescription: z.string(),
  retryAfter: z.int().optional(),
})

const description = `Step-up for actions: a server tracks one and learns what it takes; a page or app answers; the server validates the proof.
Servers call with a secret key of the application as the user name of Basic. What lies under /v1/client is for whoever holds the token of an action.`

const everybody = (table: Mounted['tables'][number]): Mounted['tables'][number] =>
  Object.fromEntries(Object.entries(table).map(([key, { spec }]) => [key, { spec: { ...spec, protected: true } }]))

/** contracts/authsignal.md as a document. */
export const stepUp: Dialect = {
  id: 'step-up',
  title: 'Step-up API',
  description,
  mounts: [{ prefix: stepUpPrefix, tables: stepUpTables.map(everybody) }],
  wire: {
    refusal: { name: 'Refusal', type: 'application/json', schema: refusal },
    named: (code: ErrorCode) => ({ status: statuses[names[code]], code: names[code] }),
    schemes: {
      basic: { type: 'http', scheme: 'basic', description: 'The secret key as the user, with an empty password.' },
      bearer: { ...bearer, description: 'The token of an action.' },
    },
    proof: (_write, path) => [[path.startsWith(`${stepUpPrefix}/client/`) ? 'bearer' : 'basic']],
  },
}
