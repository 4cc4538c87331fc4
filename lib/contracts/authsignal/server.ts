import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { factors } from '@/lib/factors'
import { readAction, setState } from '@/lib/flows/step-up/actions'
import { actionStates } from '@/lib/flows/step-up/callers'
import { wayOf } from '@/lib/flows/step-up/methods'
import { track } from '@/lib/flows/step-up/track'
import { changeUser, readUser, removeOwn, removeUser, vouch } from '@/lib/flows/step-up/users'
import { validate } from '@/lib/flows/step-up/validate'
import { type Endpoints, route } from '@/lib/http/route'
import { serverOf } from './callers'
import { attributes, authenticator, authenticators, nobody, profile } from './present'
import { actionCodeOf, body, custom, flag, idempotencyKeyOf, method, text, userIdOf } from './words'

/** What an application's server calls with its secret key: contracts/authsignal.md §9.1, §9.4, §10. */

const shared = { tag: 'Server', auth: 'gated' as const }
const user = z.object({ userId: z.string() })
const userAction = z.object({ userId: z.string(), action: z.string() })
const oneAction = z.object({ userId: z.string(), action: z.string(), key: z.string() })
const loose = z.looseObject({})
const done = z.object({ success: z.literal(true) })

export const tracking = {
  'POST /users/:userId/actions/:action': route({
    ...shared,
    summary: 'Track an action and learn what it takes',
    params: userAction,
    body: body({
      idempotencyKey: text(255),
      redirectUrl: text(2000),
      redirectToSettings: flag,
      ipAddress: text(100),
      userAgent: text(1000),
      deviceId: text(200),
      scope: text(300),
      email: text(254),
      phoneNumber: text(32),
      username: text(256),
      locale: text(35),
      custom,
    }),
    response: loose,
    errors: ['action.not_configured', 'action.conflict'],
    async handler({ ctx, request, params, body: given }) {
      const { application } = serverOf(request)
      const key = idempotencyKeyOf(given.idempotencyKey)
      const { idempotencyKey: _, ...rest } = given
      return track(ctx, application, {
        ...defined(rest),
        userId: userIdOf(params.userId),
        action: actionCodeOf(params.action),
        ...(key !== undefined && { idempotencyKey: key }),
      })
    },
  }),
  'POST /validate': route({
    ...shared,
    summary: 'What a token proves; a result counts once',
    body: body({ token: z.string().max(8192), action: text(256), userId: text(256) }),
    response: loose,
    async handler({ ctx, request, body: { token, ...question } }) {
      const { application, key } = serverOf(request)
      const found = await validate(ctx, application, key, { token, ...defined(question) })
      const { action } = found
      return {
        isValid: found.isValid,
        ...(action && {
          state: action.state,
          stateUpdatedAt: action.stateUpdatedAt.toISOString(),
          userId: action.subject,
          action: action.code,
          actionCode: action.code,
          idempotencyKey: action.idempotencyKey,
        }),
        ...(found.isValid ? { verificationMethod: found.method } : found.error && { error: found.error }),
      }
    },
  }),
  'GET /users/:userId/actions/:action/:key': route({
    ...shared,
    summary: 'An action and its state',
    params: oneAction,
    response: loose,
    async handler({ request, params }) {
      const { state, stateUpdatedAt, createdAt, outcome, method: by, rules } = await readAction(serverOf(request), params)
      return {
        state,
        stateUpdatedAt: stateUpdatedAt.toISOString(),
        createdAt: createdAt.toISOString(),
        outcome,
        ...(by && { verificationMethod: by }),
        rules,
        output: {},
      }
    },
  }),
  'PATCH /users/:userId/actions/:action/:key': route({
    ...shared,
    summary: 'Move an action to another state',
    params: oneAction,
    body: body({ state: z.enum(actionStates) }),
    response: loose,
    errors: ['action.illegal_move'],
    async handler({ request, params, body: { state } }) {
      await setState(serverOf(request), params, state)
      return { state }
    },
  }),
} satisfies Endpoints

/** Names that were left out are not there. */
const defined = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

/** Here `null` says something: the value goes. */
const nullable = (max: number) => z.string().max(max).nullable().optional()

export const users = {
  'GET /users/:userId': route({
    ...shared,
    summary: 'A user; one that nobody knows is not enrolled',
    params: user,
    response: loose,
    async handler({ request, params }) {
      const server = serverOf(request)
      const found = await readUser(server, userIdOf(params.userId))
      const { stepUp } = server.application.metadata
      return found ? profile(found, stepUp) : { ...nobody, allowedVerificationMethods: stepUp.methods }
    },
  }),
  'PATCH /users/:userId': route({
    ...shared,
    summary: 'Change what is on file of a user; authenticators stay as they are',
    params: user,
    body: body({
      email: nullable(254),
      emailVerified: z.boolean().optional(),
      phoneNumber: nullable(32),
      phoneNumberVerified: z.boolean().optional(),
      username: nullable(256),
      displayName: nullable(256),
      locale: nullable(35),
      custom,
    }),
    response: loose,
    async handler({ request, params, body: { phoneNumber, phoneNumberVerified, ...rest } }) {
      const change = { ...rest, phone: phoneNumber, phoneVerified: phoneNumberVerified }
      return attributes(await changeUser(serverOf(request), userIdOf(params.userId), defined(change)))
    },
  }),
  'DELETE /users/:userId': route({
    ...shared,
    summary: 'Delete a user with every authenticator',
    params: user,
    response: done,
    async handler({ request, params }) {
      await removeUser(serverOf(request), userIdOf(params.userId))
      return { success: true as const }
    },
  }),
  'GET /users/:userId/authenticators': route({
    ...shared,
    summary: 'Authenticators of a user',
    params: user,
    response: z.array(loose),
    async handler({ request, params }) {
      const found = await readUser(serverOf(request), userIdOf(params.userId))
      return found ? authenticators(found) : []
    },
  }),
  'POST /users/:userId/authenticators': route({
    ...shared,
    summary: 'Vouch for an authenticator; nothing is sent',
    params: user,
    body: body({ verificationMethod: method, phoneNumber: text(32), email: text(254), isDefault: flag }),
    response: z.object({ authenticator: loose }),
    errors: ['authenticator.exists', 'identifier.invalid'],
    async handler({ request, params, body: { verificationMethod = 'SMS', phoneNumber, email, isDefault } }) {
      const server = serverOf(request)
      const contact = factors[wayOf(verificationMethod).factor].address === 'email' ? email : phoneNumber
      const path = contact === email ? 'email' : 'phoneNumber'
      if (!contact) throw new AppError('request.invalid', { problems: [{ path, message: 'This is needed.' }] })
      const userId = userIdOf(params.userId)
      const row = await vouch(server, userId, verificationMethod, contact, isDefault)
      const found = await readUser(server, userId)
      const shown = (found ? authenticators(found) : []).find((one) => one.userAuthenticatorId === row.id)
      return { authenticator: shown ?? authenticator(row, { userId, masked: false, isDefault: false }) }
    },
  }),
  'DELETE /users/:userId/authenticators/:id': route({
    ...shared,
    summary: 'Remove an authenticator',
    params: z.object({ userId: z.string(), id: z.string() }),
    response: done,
    async handler({ request, params }) {
      await removeOwn(serverOf(request), userIdOf(params.userId), params.id)
      return { success: true as const }
    },
  }),
} satisfies Endpoints
