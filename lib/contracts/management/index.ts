import { env } from '@/lib/core/env'
import { mount } from '@/lib/http/mount'
import { openApi } from '@/lib/http/openapi'
import { ownAccess } from '../account/access'
import { ownFactors } from '../account/factors'
import { ownProfile } from '../account/profile'
import { dialectDocuments } from '../dialects'
import { interaction } from '../experience/interaction'
import { verification } from '../experience/verification'
import { applicationSecrets } from './application-secrets'
import { applications } from './applications'
import { callbacks } from './callbacks'
import { connectors } from './connectors'
import { deliveries } from './deliveries'
import { description } from './description'
import { dev } from './dev'
import { logs } from './logs'
import { settings } from './settings'
import { signingKeys } from './signing-keys'
import { stepUpActions } from './step-up'
import { system } from './system'
import { templates } from './templates'
import { userAccess } from './user-access'
import { userMfa } from './user-mfa'
import { users } from './users'

export const managementPrefix = '/api'

/** The management API by theme. */
export const managementTables = [
  settings,
  connectors,
  templates,
  deliveries,
  callbacks,
  users,
  userAccess,
  userMfa,
  applications,
  applicationSecrets,
  stepUpActions,
  logs,
  dev,
  signingKeys,
  system,
  interaction,
  verification,
  ownProfile,
  ownFactors,
  ownAccess,
]

/** OpenAPI of this API, for this instance. */
export const managementDocument = () =>
  openApi({
    title: 'Sallyport management API',
    version: '1',
    server: env().PUBLIC_URL,
    mounts: [{ prefix: managementPrefix, tables: managementTables }],
  })

const documents = [description(managementDocument), dialectDocuments]

/** `/api` as one function: the route file exports it, and the server may answer with it before Next sees the request. */
export const managementMount = mount(managementPrefix, [...managementTables, ...documents])

/**
 * The same function by the first segments it owns: `/api` as a whole would take `/api/auth`, the console's sign-in, away from Next.
 */
export const managementMounts: Record<string, (request: Request) => Promise<Response>> = Object.fromEntries(
  [...managementTables, ...documents]
    .flatMap((table) => Object.keys(table))
    .map((key) => [`${managementPrefix}/${key.split('/')[1]}`, managementMount]),
)
