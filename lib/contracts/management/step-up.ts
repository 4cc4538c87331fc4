import { z } from 'zod'
import { actionPatch, deleteAction, listActions, putAction } from '@/lib/admin/step-up'
import { type Endpoints, route } from '@/lib/http/route'
import { as, needs } from './caller'
import { idParam } from './lists'

const action = z.object({
  code: z.string(),
  defaultOutcome: z.string(),
  verificationMethods: z.array(z.string()),
  defaultVerificationMethod: z.string().nullable(),
  requireEnrollment: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
const tag = 'Step-up'
const one = idParam.extend({ code: z.string().max(64) })

/** What the actions of an application take on the step-up API. */
export const stepUpActions = {
  'GET /applications/:id/actions': route({
    summary: 'List the step-up actions of an application',
    tag,
    auth: needs('applications.read'),
    params: idParam,
    response: z.array(action),
    errors: ['entity.not_found'],
    handler: (input) => listActions(as(input), input.params.id),
  }),
  'PUT /applications/:id/actions/:code': route({
    summary: 'Create or change a step-up action',
    tag,
    auth: needs('applications.write'),
    params: one,
    body: actionPatch,
    response: action,
    errors: ['entity.not_found', 'request.invalid'],
    handler: (input) => putAction(as(input), input.params.id, input.params.code, input.body),
  }),
  'DELETE /applications/:id/actions/:code': route({
    summary: 'Delete a step-up action; what was tracked stays',
    tag,
    auth: needs('applications.write'),
    params: one,
    errors: ['entity.not_found'],
    handler: (input) => deleteAction(as(input), input.params.id, input.params.code),
  }),
} satisfies Endpoints
