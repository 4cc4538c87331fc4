import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'
import type { UserView } from '@/lib/admin/user-view'
import { dayOf, moment } from '../format'

const columns = [
  { key: 'user', title: 'User' },
  { key: 'phone', title: 'Phone', quiet: true },
  { key: 'seen', title: 'Last sign-in', quiet: true, narrow: true },
  { key: 'created', title: 'Created', quiet: true, narrow: true },
]

export const nameOf = ({ name, primaryEmail, username, primaryPhone }: UserView): string =>
  name ?? primaryEmail ?? username ?? primaryPhone ?? 'No name'

export function UserTable({ rows, searching }: { rows: UserView[]; searching: boolean }) {
  if (!rows.length)
    return (
      <EmptyState title={searching ? 'Nobody matches' : 'No users yet'}>
        {searching
          ? 'Search by name, email, phone, username or id.'
          : 'People appear here when they sign up, or when you add them.'}
      </EmptyState>
    )
  return (
    <Table
      caption="Users"
      columns={columns}
      rows={rows.map((user) => ({
        id: user.id,
        cells: {
          user: (
            <a href={`/console/users/${user.id}`} className="group grid">
              <span className="flex flex-wrap items-center gap-2 font-medium group-hover:text-link group-hover:underline">
                {nameOf(user)}
                {user.role && <Badge tone="info">{user.role}</Badge>}
                {user.isSuspended && <Badge tone="danger">Suspended</Badge>}
              </span>
              {user.name && <span className="text-soft">{user.primaryEmail ?? user.username}</span>}
            </a>
          ),
          phone: <span dir="ltr">{user.primaryPhone ?? '–'}</span>,
          seen: moment(user.lastSignInAt),
          created: dayOf(user.createdAt),
        },
      }))}
    />
  )
}
