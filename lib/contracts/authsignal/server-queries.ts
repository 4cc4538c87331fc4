import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { actionStates } from '@/lib/flows/step-up/callers'
import { subjectOf } from '@/lib/flows/step-up/token'
import { actionsOfUser, findUsers } from '@/lib/flows/step-up/users'
import { type Endpoints, route } from '@/lib/http/route'
import { serverOf } from './callers'
import { attributes } from './present'
import { text, userIdOf } from './words'

/** What an application's server may look up: contracts/authsignal.md §11. */

const shared = { tag: 'Server', auth: 'gated' as const }
const user = z.looseObject({ userId: z.string() })
const page = 20

export const queries = {
  'GET /users': route({
    ...shared,
    summary: 'Find users by exact attributes, or by a token of theirs',
    query: z.object({
      username: text(256),
      email: text(254),
      phoneNumber: text(32),
      token: text(8192),
      limit: z.coerce.number().int().min(1).max(100).optional(),
      lastEvaluatedUserId: text(256),
    }),
    response: z.object({
      users: z.array(user),
      lastEvaluatedUserId: z.string().optional(),
      tokenPayload: z.looseObject({}).optional(),
    }),
    async handler({ ctx, request, query }) {
      const { username, email, phoneNumber: phone, token, limit = page, lastEvaluatedUserId: after } = query
      const server = serverOf(request)
      const payload = token === undefined ? undefined : await subjectOf(ctx, server.key.applicationId, token)
      const by = { ...(username && { username }), ...(email && { email }), ...(phone && { phone }) }
      const wanted = { ...by, ...(payload && { externalId: String(payload.sub) }) }
      const found = await findUsers(server, wanted, limit, after)
      const last = found.length === limit ? found.at(-1)?.externalId : undefined
      return {
        users: found.map((one) => {
          const { email: mail, emailVerified, phoneNumber, phoneNumberVerified, username: name } = attributes(one)
          return {
            userId: one.externalId,
            ...(mail !== undefined && { email: mail }),
            emailVerified,
            ...(phoneNumber !== undefined && { phoneNumber }),
            phoneNumberVerified,
            ...(name !== undefined && { username: name }),
          }
        }),
        ...(last !== undefined && { lastEvaluatedUserId: last }),
        ...(payload && { tokenPayload: payload }),
      }
    },
  }),
  'GET /users/:userId/actions': route({
    ...shared,
    summary: 'Actions of a user, the newest first',
    params: z.object({ userId: z.string() }),
    query: z.object({ fromDate: text(40), codes: text(4096), state: z.enum(actionStates).optional() }),
    response: z.array(z.looseObject({})),
    async handler({ request, params, query: { fromDate, codes, state } }) {
      const from = fromDate === undefined ? undefined : Date.parse(fromDate)
      if (Number.isNaN(from))
        throw new AppError('request.invalid', { problems: [{ path: 'fromDate', message: 'This is no date.' }] })
      const rows = await actionsOfUser(serverOf(request), userIdOf(params.userId), {
        ...(from !== undefined && { from }),
        ...(codes && { codes: codes.split(',') }),
        ...(state && { state }),
      })
      return rows.map((row) => ({
        actionCode: row.code,
        idempotencyKey: row.idempotencyKey,
        createdAt: row.createdAt.toISOString(),
        updatedAt: row.updatedAt.toISOString(),
        state: row.state,
        stateUpdatedAt: row.stateUpdatedAt.toISOString(),
        ...(row.method && { verificationMethod: row.method }),
        ...(row.verifiedBy && { verifiedByAuthenticatorId: row.verifiedBy }),
      }))
    },
  }),
} satisfies Endpoints
