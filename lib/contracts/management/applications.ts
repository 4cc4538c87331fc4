import { z } from 'zod'
import {
  applicationPatch,
  createApplication,
  deleteApplication,
  getApplication,
  listApplications,
  newApplication,
  updateApplication,
} from '@/lib/admin/applications'
import { directSignInView } from '@/lib/admin/direct-sign-in'
import { stepUpView } from '@/lib/admin/step-up'
import { type Endpoints, route } from '@/lib/http/route'
import { as, needs } from './caller'
import { idParam, listed, pageOf, pageQuery } from './lists'

const application = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  isThirdParty: z.boolean(),
  builtIn: z.boolean(),
  oidcClientMetadata: z.object({
    redirectUris: z.array(z.string()),
    postLogoutRedirectUris: z.array(z.string()),
    backchannelLogoutUri: z.string(),
  }),
  allowedOrigins: z.array(z.string()),
  redirectAllowList: z.array(z.string()),
  idTokenAlgorithm: z.string(),
  requirePkce: z.boolean(),
  alwaysIssueRefreshToken: z.boolean(),
  logoutWithoutConfirmation: z.boolean(),
  keepOfflineAccessAfterLogout: z.boolean(),
  scopes: z.array(z.string()),
  mfa: z.object({
    policy: z.string().optional(),
    requiredAcr: z.string().optional(),
    allowedFactors: z.array(z.string()).optional(),
    trustedDevice: z.boolean().optional(),
  }),
  directSignIn: directSignInView,
  stepUp: stepUpView,
  customData: z.record(z.string(), z.unknown()),
  createdAt: z.string(),
  updatedAt: z.string(),
})
const refusals = ['application.redirect_uri_invalid', 'application.mfa_override_weaker'] as const
const tag = 'Applications'

export const applications = {
  'GET /applications': route({
    summary: 'List applications, newest first',
    tag,
    auth: needs('applications.read'),
    query: pageQuery,
    response: z.array(application),
    handler: async (input) => listed(input.request, input.query, await listApplications(as(input), pageOf(input.query))),
  }),
  'POST /applications': route({
    summary: 'Create an application; its secret is in this answer only',
    tag,
    auth: needs('applications.write'),
    body: newApplication,
    response: application.extend({ secret: z.string().nullable() }),
    status: 201,
    errors: [...refusals],
    handler: (input) => createApplication(as(input), input.body),
  }),
  'GET /applications/:id': route({
    summary: 'Read an application',
    tag,
    auth: needs('applications.read'),
    params: idParam,
    response: application,
    errors: ['entity.not_found'],
    handler: (input) => getApplication(as(input), input.params.id),
  }),
  'PATCH /applications/:id': route({
    summary: 'Change an application',
    tag,
    auth: needs('applications.write'),
    params: idParam,
    body: applicationPatch,
    response: application,
    errors: ['entity.not_found', ...refusals],
    handler: (input) => updateApplication(as(input), input.params.id, input.body),
  }),
  'DELETE /applications/:id': route({
    summary: 'Delete an application with its keys and tokens',
    tag,
    auth: needs('applications.write'),
    params: idParam,
    errors: ['entity.not_found'],
    handler: (input) => deleteApplication(as(input), input.params.id),
  }),
} satisfies Endpoints
