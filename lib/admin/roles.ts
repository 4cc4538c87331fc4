import { AppError } from '@/lib/core/errors'
import type { Actor as AuditActor } from '@/lib/db/audit'

export const roles = ['owner', 'admin', 'support', 'auditor'] as const
export type Role = (typeof roles)[number]

/**
 * Who does something: a person with a console role, or a server with the management scope. Data only.
 * `operator`: the key from the environment, whose holder could name the owner there as well.
 */
export type Actor = { type: 'admin'; id: string; role: Role } | { type: 'machine'; id: string; operator?: true }

const everybody: readonly Role[] = roles
const managers: readonly Role[] = ['owner', 'admin']

/** The matrix: who may do what. Each verb asks for one line. A machine may everything but touch staff. */
const matrix = {
  'settings.read': everybody,
  'settings.write': managers,
  'connectors.read': everybody,
  'connectors.write': managers,
  'templates.read': everybody,
  'templates.write': managers,
  'applications.read': everybody,
  'applications.write': managers,
  'users.read': everybody,
  'users.write': managers,
  /** people with a console role, and the roles themselves: else an admin could take an owner's account over */
  'staff.write': ['owner'],
  'messages.read': everybody,
  'logs.read': ['owner', 'admin', 'support', 'auditor'],
  /** messages in clear: the inbox shows codes */
  'inbox.read': managers,
  'inbox.write': managers,
} as const satisfies Record<string, readonly Role[]>
export type Capability = keyof typeof matrix
export const capabilities = Object.keys(matrix) as Capability[]

/** Whether the actor may; for pages that hide what cannot be used. */
export function may(actor: Actor, capability: Capability): boolean {
  if (actor.type === 'machine') return capability !== 'staff.write' || !!actor.operator
  return (matrix[capability] as readonly Role[]).includes(actor.role)
}

/** First line of every verb. @throws auth.forbidden */
export function allow(actor: Actor, capability: Capability): void {
  if (!may(actor, capability)) throw new AppError('auth.forbidden')
}

export const isRole = (value: string): value is Role => (roles as readonly string[]).includes(value)

/** The actor in audit rows. */
export const auditActor = (actor: Actor): AuditActor =>
  actor.type === 'admin' ? { type: 'admin', id: actor.id } : { type: 'application', id: actor.id }
