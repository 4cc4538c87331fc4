import { z } from 'zod'
import {
  listUserDevices,
  listUserSessions,
  revokeUserDevices,
  revokeUserSessions,
  setPassword,
  setSuspended,
} from '@/lib/admin/user-access'
import { type Endpoints, route } from '@/lib/http/route'
import { as, needs } from './caller'
import { idParam } from './lists'
import { user } from './users'

const session = z.object({
  id: z.string(),
  applicationId: z.string(),
  amr: z.array(z.string()),
  acr: z.string().nullable(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  authTime: z.string(),
  lastSeenAt: z.string(),
  expiresAt: z.string(),
})
const device = z.object({
  id: z.string(),
  label: z.string(),
  lastUsedAt: z.string(),
  expiresAt: z.string(),
  createdAt: z.string(),
})
const sessionParams = idParam.extend({ sessionId: z.string().min(1).max(200) })
const deviceParams = idParam.extend({ deviceId: z.string().min(1).max(200) })
const shared = { tag: 'Users', errors: ['entity.not_found'] } as const

export const userAccess = {
  'PATCH /users/:id/is-suspended': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Suspend a person, or let them in again',
    errors: ['entity.not_found', 'entity.conflict'],
    params: idParam,
    body: z.strictObject({ isSuspended: z.boolean() }),
    response: user,
    handler: (input) => setSuspended(as(input), input.params.id, input.body.isSuspended),
  }),
  'PATCH /users/:id/password': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Set a password; sessions and trusted devices end',
    errors: ['entity.not_found', 'password.rejected'],
    params: idParam,
    body: z.strictObject({ password: z.string().max(4096) }),
    response: user,
    handler: (input) => setPassword(as(input), input.params.id, input.body),
  }),
  'GET /users/:id/sessions': route({
    ...shared,
    auth: needs('users.read'),
    summary: 'List where a person is signed in',
    params: idParam,
    response: z.array(session),
    handler: (input) => listUserSessions(as(input), input.params.id),
  }),
  'DELETE /users/:id/sessions': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Sign a person out everywhere',
    params: idParam,
    handler: (input) => revokeUserSessions(as(input), input.params.id),
  }),
  'DELETE /users/:id/sessions/:sessionId': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'End one session with its tokens',
    params: sessionParams,
    handler: (input) => revokeUserSessions(as(input), input.params.id, input.params.sessionId),
  }),
  'GET /users/:id/trusted-devices': route({
    ...shared,
    auth: needs('users.read'),
    summary: 'List browsers that are not asked for the second step',
    params: idParam,
    response: z.array(device),
    handler: (input) => listUserDevices(as(input), input.params.id),
  }),
  'DELETE /users/:id/trusted-devices': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Forget all trusted devices',
    params: idParam,
    handler: (input) => revokeUserDevices(as(input), input.params.id),
  }),
  'DELETE /users/:id/trusted-devices/:deviceId': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Forget one trusted device',
    params: deviceParams,
    handler: (input) => revokeUserDevices(as(input), input.params.id, input.params.deviceId),
  }),
} satisfies Endpoints
