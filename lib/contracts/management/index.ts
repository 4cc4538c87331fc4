import { mount } from '@/lib/http/mount'
import { ownAccess } from '../account/access'
import { ownFactors } from '../account/factors'
import { ownProfile } from '../account/profile'
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

/** `/api` as one function: the route file exports it, and the server may answer with it before Next sees the request. */
export const managementMount = mount(managementPrefix, [...managementTables, description(managementPrefix, managementTables)])

/**
 * The same function by the first segments it owns: `/api` as a whole would take `/api/auth`, the console's sign-in, away from Next.
 */
export const managementMounts: Record<string, (request: Request) => Promise<Response>> = Object.fromEntries(
  [...managementTables.flatMap((table) => Object.keys(table)), 'GET /openapi.json', 'GET /swagger.json'].map((key) => [
    `${managementPrefix}/${key.split('/')[1]}`,
    managementMount,
  ]),
)
