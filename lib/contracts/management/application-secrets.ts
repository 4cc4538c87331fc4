import { z } from 'zod'
import {
  createApiKey,
  createSecret,
  deleteApiKey,
  deleteSecret,
  expiry,
  listApiKeys,
  listSecrets,
} from '@/lib/admin/application-secrets'
import { type Endpoints, route } from '@/lib/http/route'
import { as, needs } from './caller'
import { idParam } from './lists'

const secret = z.object({ id: z.string(), last4: z.string(), createdAt: z.string(), expiresAt: z.string().nullable() })
const apiKey = secret.extend({ prefix: z.string(), lastUsedAt: z.string().nullable() })
const secretParams = idParam.extend({ secretId: z.string().min(1).max(200) })
const keyParams = idParam.extend({ keyId: z.string().min(1).max(200) })
const shared = { tag: 'Applications', errors: ['entity.not_found'] } as const

export const applicationSecrets = {
  'GET /applications/:id/secrets': route({
    ...shared,
    auth: needs('applications.read'),
    summary: 'List client secrets by their last four characters',
    params: idParam,
    response: z.array(secret),
    handler: (input) => listSecrets(as(input), input.params.id),
  }),
  'POST /applications/:id/secrets': route({
    ...shared,
    auth: needs('applications.write'),
    summary: 'Add a client secret; its value is in this answer only',
    params: idParam,
    body: expiry,
    response: secret.extend({ value: z.string() }),
    status: 201,
    handler: (input) => createSecret(as(input), input.params.id, input.body),
  }),
  'DELETE /applications/:id/secrets/:secretId': route({
    ...shared,
    auth: needs('applications.write'),
    summary: 'Remove a client secret',
    params: secretParams,
    handler: (input) => deleteSecret(as(input), input.params.id, input.params.secretId),
  }),
  'GET /applications/:id/api-keys': route({
    ...shared,
    auth: needs('applications.read'),
    summary: 'List server keys',
    params: idParam,
    response: z.array(apiKey),
    handler: (input) => listApiKeys(as(input), input.params.id),
  }),
  'POST /applications/:id/api-keys': route({
    ...shared,
    auth: needs('applications.write'),
    summary: 'Create a server key; it is in this answer only',
    params: idParam,
    body: expiry,
    response: apiKey.extend({ key: z.string() }),
    status: 201,
    handler: (input) => createApiKey(as(input), input.params.id, input.body),
  }),
  'DELETE /applications/:id/api-keys/:keyId': route({
    ...shared,
    auth: needs('applications.write'),
    summary: 'Remove a server key',
    params: keyParams,
    handler: (input) => deleteApiKey(as(input), input.params.id, input.params.keyId),
  }),
} satisfies Endpoints
