import { z } from 'zod'
import { demandNewPassword, madePassword, namePerson, people, readPerson, vouch } from '@/lib/admin/over-api'
import { setSuspended } from '@/lib/admin/user-access'
import { createUser, deleteUser, updateUser } from '@/lib/admin/users'
import { AppError } from '@/lib/core/errors'
import { secondFactors } from '@/lib/factors'
import { liveSessions } from '@/lib/flows/session'
import { type Endpoints, reply, route } from '@/lib/http/route'
import { type Administrator, administrator, other } from './admin-caller'
import { body } from './fields'
import { authUser, authUserOf } from './user'

const shared = { tag: 'Administration', auth: 'gated' as const, protected: true as const, errors: ['auth.forbidden'] as const }
const sub = z.object({ sub: z.string().max(60) })
const text = (max: number) => z.string().trim().max(max).nullable().optional()
const flag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional()
const names = { firstName: text(100), lastName: text(100), timezone: text(64) }
const userFields = { ...names, email: text(255), phone: text(40), username: text(255) }

async function view({ as, call }: Administrator, id: string) {
  const person = await readPerson(as, id)
  return person && authUserOf(person, call.ctx.now())
}

const signup = body({
  ...userFields,
  email: z.string().trim().max(255),
  password: z.string().max(1024).optional(),
  generatePassword: z.boolean().optional(),
  isEmailVerified: z.boolean().optional(),
  isPhoneVerified: z.boolean().optional(),
  mustChangePassword: z.boolean().optional(),
})
type SignUp = z.output<typeof signup>

/** A password that an administrator knows is good for one sign-in. */
async function created(caller: Administrator, given: SignUp) {
  const { as } = caller
  const generated = given.password === undefined && given.generatePassword ? madePassword() : undefined
  const password = given.password ?? generated ?? null
  const addresses = { primaryEmail: given.email, primaryPhone: given.phone ?? null, username: given.username ?? null }
  const { id } = await createUser(as, { ...addresses, password }, { passwordDue: true })
  await named(caller, id, given)
  const { isEmailVerified: email = false, isPhoneVerified: phone = false } = given
  if (email || phone) await vouch(as, id, { email, phone })
  return { user: await view(caller, id), ...(generated && { generatedPassword: generated }) }
}

async function named({ as }: Administrator, id: string, { firstName, lastName, timezone }: Pick<SignUp, keyof typeof names>) {
  const given = { firstName, lastName, timezone }
  const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  if (Object.keys(told).length) await namePerson(as, id, told)
}

const page = {
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(20),
}
const operator = z.enum(['gt', 'gte', 'lt', 'lte', 'eq']).default('eq')
const when = z.coerce
  .date()
  .refine((at) => at.getTime() >= 0 && at.getUTCFullYear() < 10_000, 'Use a date after 1970.')
  .optional()
const search = z.object({
  ...page,
  email: z.string().max(255).optional(),
  phone: z.string().max(40).optional(),
  ...{ isEmailVerified: flag, isPhoneVerified: flag, hasSocialAuth: flag, isLocked: flag, mfaEnabled: flag },
  'createdAt[operator]': operator,
  'createdAt[value]': when,
  'updatedAt[operator]': operator,
  'updatedAt[value]': when,
  sortBy: z.enum(['createdAt', 'updatedAt', 'email', 'phone', 'username']).optional(),
  sortOrder: z.enum(['asc', 'desc', 'ASC', 'DESC']).optional(),
})

async function listed({ as, call }: Administrator, q: z.output<typeof search>) {
  const between = (name: 'createdAt' | 'updatedAt') => {
    const value = q[`${name}[value]`]
    return value ? { [name]: { operator: q[`${name}[operator]`], value } } : {}
  }
  const given = { email: q.email, phone: q.phone, emailVerified: q.isEmailVerified, phoneVerified: q.isPhoneVerified }
  const more = { suspended: q.isLocked, mfa: q.mfaEnabled, sortBy: q.sortBy }
  const known = Object.fromEntries(Object.entries({ ...given, ...more }).filter(([, value]) => value !== undefined))
  const order = q.sortOrder ? { descending: q.sortOrder.toLowerCase() === 'desc' } : {}
  const filter = { ...known, ...order, ...between('createdAt'), ...between('updatedAt'), second: secondFactors }
  const none = q.hasSocialAuth === true
  const { people: rows, total } = none ? { people: [], total: 0 } : await people(as, filter, q.page, q.limit)
  return {
    users: rows.map((person) => authUserOf(person, call.ctx.now())),
    pagination: { page: q.page, limit: q.limit, total, totalPages: Math.ceil(total / q.limit) },
  }
}

async function suspended(caller: Administrator, id: string, on: boolean) {
  await other(caller, id)
  const before = on ? (await liveSessions(caller.call.ctx, id)).length : 0
  await setSuspended(caller.as, id, on)
  return { success: true as const, user: await view(caller, id), ...(on && { revokedSessions: before }) }
}

const removed = z.object({
  success: z.literal(true),
  deletedUserId: z.string(),
  deletedRecords: z.record(z.string(), z.number()),
})
async function deleted(caller: Administrator, id: string) {
  const { authenticators } = await other(caller, id)
  const sessions = (await liveSessions(caller.call.ctx, id)).length
  await deleteUser(caller.as, id)
  const mfaDevices = authenticators.filter(({ type }) => (secondFactors as string[]).includes(type)).length
  const gone = {
    verificationTokens: 0,
    trustedDevices: 0,
    socialAccounts: 0,
    loginAttempts: 0,
    challengeSessions: 0,
    auditLogs: 0,
  }
  return { success: true as const, deletedUserId: id, deletedRecords: { sessions, mfaDevices, ...gone } }
}

export const adminUsers = {
  'POST /admin/signup': route({
    ...shared,
    summary: 'Make an account; a password set here has to be changed at the first sign-in',
    body: signup,
    response: z.object({ user: authUser.nullable(), generatedPassword: z.string().optional() }),
    status: 201,
    handler: async ({ ctx, request, body: given }) =>
      reply(await created(await administrator(ctx, request, given), given), { status: 201 }),
  }),
  'GET /admin/users': route({
    ...shared,
    summary: 'People, by page',
    query: search,
    response: z.object({ users: z.array(authUser), pagination: z.record(z.string(), z.number()) }),
    handler: async ({ ctx, request, query }) => listed(await administrator(ctx, request), query),
  }),
  'GET /admin/users/by-email': route({
    ...shared,
    summary: 'One by address, or null',
    query: z.object({ email: z.string().max(255) }),
    response: authUser.nullable(),
    async handler({ ctx, request, query: { email } }) {
      const { as, call } = await administrator(ctx, request)
      const { people: rows } = await people(as, { email }, 1, 20)
      const person = rows.find(({ user }) => user.email === email.trim().toLowerCase())
      return person ? authUserOf(person, call.ctx.now()) : null
    },
  }),
  'GET /admin/users/:sub': route({
    ...shared,
    summary: 'One by id, or null',
    params: sub,
    response: authUser.nullable(),
    handler: async ({ ctx, request, params }) => view(await administrator(ctx, request), params.sub),
  }),
  'PUT /admin/users/:sub': route({
    ...shared,
    summary: 'Change names and addresses; a changed address is unproven',
    params: sub,
    body: body(userFields),
    response: authUser.nullable(),
    async handler({ ctx, request, params, body: given }) {
      const caller = await administrator(ctx, request, given)
      await other(caller, params.sub)
      const { email: primaryEmail, phone: primaryPhone, username } = given
      const patch = Object.entries({ primaryEmail, primaryPhone, username }).filter(([, value]) => value !== undefined)
      if (patch.length) await updateUser(caller.as, params.sub, Object.fromEntries(patch))
      await named(caller, params.sub, given)
      return view(caller, params.sub)
    },
  }),
  'POST /admin/users/:sub/verified-status': route({
    ...shared,
    summary: 'Vouch for addresses, or take it back',
    params: sub,
    body: body({ isEmailVerified: z.boolean().optional(), isPhoneVerified: z.boolean().optional() }),
    response: authUser.nullable(),
    async handler({ ctx, request, params, body: given }) {
      const caller = await administrator(ctx, request, given)
      await other(caller, params.sub)
      const { isEmailVerified: email, isPhoneVerified: phone } = given
      await vouch(caller.as, params.sub, { ...(email !== undefined && { email }), ...(phone !== undefined && { phone }) })
      return view(caller, params.sub)
    },
  }),
  'DELETE /admin/users/:sub': route({
    ...shared,
    summary: 'Delete an account',
    params: sub,
    response: removed,
    handler: async ({ ctx, request, params }) => deleted(await administrator(ctx, request), params.sub),
  }),
  'POST /admin/users/:sub/disable': route({
    ...shared,
    summary: 'Suspend an account; its sessions end',
    params: sub,
    body: body({ reason: z.string().max(500).optional() }),
    response: z.object({ success: z.literal(true), user: authUser.nullable(), revokedSessions: z.number().optional() }),
    handler: async ({ ctx, request, params, body: given }) =>
      suspended(await administrator(ctx, request, given), params.sub, true),
  }),
  'POST /admin/users/:sub/enable': route({
    ...shared,
    summary: 'Open it again',
    params: sub,
    body: body({}),
    response: z.object({ success: z.literal(true), user: authUser.nullable() }),
    handler: async ({ ctx, request, params, body: given }) =>
      suspended(await administrator(ctx, request, given), params.sub, false),
  }),
  'POST /admin/users/:sub/force-password-change': route({
    ...shared,
    summary: 'The next sign-in by password ends in another one',
    params: sub,
    body: body({}),
    response: z.object({ success: z.literal(true) }),
    async handler({ ctx, request, params, body: given }) {
      const caller = await administrator(ctx, request, given)
      await other(caller, params.sub)
      await demandNewPassword(caller.as, params.sub)
      return { success: true as const }
    },
  }),
  'POST /admin/set-password': route({
    ...shared,
    summary: 'Switched off: administrators know nobody’s password',
    body: body({ sub: z.string().max(60), newPassword: z.string().max(1024) }),
    async handler({ ctx, request, body: given }) {
      await administrator(ctx, request, given)
      throw new AppError('auth.forbidden', { reason: 'admin_set_password_disabled' })
    },
  }),
} satisfies Endpoints
