import { z } from 'zod'
import { listKeys, rotate } from '@/lib/admin/signing-keys'
import { type Endpoints, route } from '@/lib/http/route'
import { as, needs } from './caller'

const key = z.object({
  id: z.string(),
  algorithm: z.string(),
  state: z.string(),
  createdAt: z.string(),
  retiredAt: z.string().nullable(),
})
const tag = 'Operations'

export const signingKeys = {
  'GET /signing-keys': route({
    summary: 'List the keys that sign ID tokens',
    tag,
    auth: needs('settings.read'),
    response: z.array(key),
    handler: (input) => listKeys(as(input)),
  }),
  'POST /signing-keys/rotate': route({
    summary: 'Rotate the signing keys; old ones verify for thirty more days',
    tag,
    auth: needs('settings.write'),
    response: z.array(key),
    handler: (input) => rotate(as(input)),
  }),
} satisfies Endpoints
