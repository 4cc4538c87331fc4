import type { Tx } from './client'

export type Activity = {
  users: number
  /** people with a usable second factor */
  protectedUsers: number
  signIns: number
  failures: number
  messages: { channel: string; total: number; failed: number }[]
  /** applications that are not ours */
  applications: number
  /** somebody without a console role ever signed in */
  tried: boolean
}

/** What happened since then, in numbers. @param since milliseconds @param second factor types that may be a second step */
export async function activitySince(tx: Tx, since: number, second: string[]): Promise<Activity> {
  const from = new Date(since)
  const usable = { some: { type: { in: second }, verifiedAt: { not: null }, disabledAt: null } }
  const users = await tx.user.count({ where: { stepUp: null } })
  const protectedUsers = await tx.user.count({ where: { stepUp: null, authenticators: usable } })
  const signIns = await tx.session.count({ where: { createdAt: { gte: from } } })
  const failures = await tx.auditEvent.count({
    where: { createdAt: { gte: from }, outcome: 'failure', event: { startsWith: 'Interaction.' } },
  })
  const applications = await tx.application.count({ where: { builtIn: false } })
  const sent = await tx.message.groupBy({ by: ['channel', 'status'], where: { createdAt: { gte: from } }, _count: true })
  const channels = [...new Set(sent.map((row) => row.channel))].sort()
  const sum = (channel: string, failed: boolean) =>
    sent.filter((row) => row.channel === channel && (!failed || row.status === 'failed')).reduce((n, row) => n + row._count, 0)
  const tried = (await tx.user.count({ where: { role: null, lastSignInAt: { not: null } } })) > 0
  const messages = channels.map((channel) => ({ channel, total: sum(channel, false), failed: sum(channel, true) }))
  return { users, protectedUsers, signIns, failures, messages, applications, tried }
}
