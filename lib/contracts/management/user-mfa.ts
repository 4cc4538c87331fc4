import { z } from 'zod'
import { clearOverride, overrideInput, setOverride } from '@/lib/admin/mfa-override'
import {
  addFactor,
  factorPatch,
  listFactors,
  newFactor,
  removeFactor,
  renameFactor,
  resetMfa,
  resetSkip,
} from '@/lib/admin/user-mfa'
import { type Endpoints, route } from '@/lib/http/route'
import { factorView } from '../factor'
import { as, needs } from './caller'
import { idParam, whole, wholeQuery } from './lists'
import { user } from './users'

const factor = factorView.extend({
  linkedToProfile: z.boolean(),
  verifiedAt: z.string().nullable(),
  lockedUntil: z.string().nullable(),
  createdVia: z.string(),
})
const factorParams = idParam.extend({ factorId: z.string().min(1).max(200) })
const shared = { tag: 'User MFA', errors: ['entity.not_found'] } as const

export const userMfa = {
  'GET /users/:id/mfa-verifications': route({
    ...shared,
    auth: needs('users.read'),
    summary: "List a person's factors, masked",
    params: idParam,
    query: wholeQuery,
    response: z.array(factor),
    handler: async (input) => whole(input.request, input.query, await listFactors(as(input), input.params.id)),
  }),
  'POST /users/:id/mfa-verifications': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Enter an address as a factor; pending until its owner proves it',
    errors: ['entity.not_found', 'identifier.invalid', 'user.factor_already_bound', 'user.factor_limit_reached'],
    params: idParam,
    body: newFactor,
    response: factor,
    status: 201,
    handler: (input) => addFactor(as(input), input.params.id, input.body),
  }),
  'PATCH /users/:id/mfa-verifications/:factorId': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Rename a factor',
    params: factorParams,
    body: factorPatch,
    response: factor,
    handler: (input) => renameFactor(as(input), input.params.id, input.params.factorId, input.body),
  }),
  'DELETE /users/:id/mfa-verifications/:factorId': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Remove a factor',
    errors: ['entity.not_found', 'session.mfa.last_factor_required'],
    params: factorParams,
    handler: (input) => removeFactor(as(input), input.params.id, input.params.factorId),
  }),
  'POST /users/:id/mfa/reset': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Remove every second factor and end all sessions',
    params: idParam,
    response: z.object({ removed: z.number() }),
    handler: (input) => resetMfa(as(input), input.params.id),
  }),
  'POST /users/:id/mfa/reset-skip': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Ask again at the next sign-in',
    params: idParam,
    handler: (input) => resetSkip(as(input), input.params.id),
  }),
  'PUT /users/:id/mfa/override': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Require the second step of this person, or let them off for at most 30 days',
    params: idParam,
    body: overrideInput,
    response: user,
    handler: (input) => setOverride(as(input), input.params.id, input.body),
  }),
  'DELETE /users/:id/mfa/override': route({
    ...shared,
    auth: needs('users.write'),
    summary: 'Let the policy of the house hold again',
    params: idParam,
    handler: (input) => clearOverride(as(input), input.params.id),
  }),
} satisfies Endpoints
