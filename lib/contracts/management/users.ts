import { z } from 'zod'
import { roles } from '@/lib/admin/roles'
import { createUser, deleteUser, getUser, listUsers, newUser, updateUser, userPatch } from '@/lib/admin/users'
import { type Endpoints, route } from '@/lib/http/route'
import { as, needs } from './caller'
import { idParam, listed, pageOf, pageQuery } from './lists'

export const user = z.object({
  id: z.string(),
  username: z.string().nullable(),
  primaryEmail: z.string().nullable(),
  primaryPhone: z.string().nullable(),
  primaryEmailVerified: z.boolean(),
  primaryPhoneVerified: z.boolean(),
  name: z.string().nullable(),
  avatar: z.string().nullable(),
  locale: z.string().nullable(),
  role: z.string().nullable(),
  customData: z.record(z.string(), z.unknown()),
  isSuspended: z.boolean(),
  mfaOverride: z
    .union([
      z.object({ policy: z.literal('Mandatory') }),
      z.object({ policy: z.literal('Exempt'), reason: z.string(), until: z.string(), by: z.string() }),
    ])
    .nullable(),
  lastSignInAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
const query = pageQuery.extend({
  search: z.string().max(200).optional(),
  role: z.enum(roles).optional(),
  isSuspended: z.enum(['true', 'false']).optional(),
})
const taken = ['user.email_already_in_use', 'user.phone_already_in_use', 'user.username_already_in_use'] as const
const tag = 'Users'

export const users = {
  'GET /users': route({
    summary: 'List people, newest first',
    tag,
    auth: needs('users.read'),
    query,
    response: z.array(user),
    async handler(input) {
      const { search, role, isSuspended } = input.query
      const suspended = isSuspended === undefined ? {} : { isSuspended: isSuspended === 'true' }
      return listed(
        input.request,
        input.query,
        await listUsers(as(input), { ...pageOf(input.query), search, role, ...suspended }),
      )
    },
  }),
  'POST /users': route({
    summary: 'Create a person; addresses start unproven',
    tag,
    auth: needs('users.write'),
    body: newUser,
    response: user,
    status: 201,
    errors: ['identifier.invalid', 'password.rejected', ...taken],
    handler: (input) => createUser(as(input), input.body),
  }),
  'GET /users/:id': route({
    summary: 'Read a person',
    tag,
    auth: needs('users.read'),
    params: idParam,
    response: user,
    errors: ['entity.not_found'],
    handler: (input) => getUser(as(input), input.params.id),
  }),
  'PATCH /users/:id': route({
    summary: 'Change a person; a changed address is unproven again',
    tag,
    auth: needs('users.write'),
    params: idParam,
    body: userPatch,
    response: user,
    errors: ['entity.not_found', 'entity.conflict', 'identifier.invalid', ...taken],
    handler: (input) => updateUser(as(input), input.params.id, input.body),
  }),
  'DELETE /users/:id': route({
    summary: 'Delete a person with their factors, sessions and tokens',
    tag,
    auth: needs('users.write'),
    params: idParam,
    errors: ['entity.not_found', 'entity.conflict'],
    handler: (input) => deleteUser(as(input), input.params.id),
  }),
} satisfies Endpoints
