import { Badge } from '@/components/ui/badge'
import { Table } from '@/components/ui/table'
import type { ApplicationView } from '@/lib/admin/applications'
import { dayOf } from '../format'
import { typeName } from './types'

const columns = [
  { key: 'name', title: 'Application' },
  { key: 'id', title: 'Client id', quiet: true },
  { key: 'created', title: 'Created', quiet: true, narrow: true },
]

export function ApplicationTable({ rows }: { rows: ApplicationView[] }) {
  return (
    <Table
      caption="Applications"
      columns={columns}
      rows={rows.map(({ id, name, type, builtIn, isThirdParty, createdAt }) => ({
        id,
        cells: {
          name: (
            <a href={`/console/applications/${id}`} className="group grid">
              <span className="flex items-center gap-2 font-medium group-hover:text-link group-hover:underline">
                {name}
                {builtIn && <Badge>Built in</Badge>}
                {isThirdParty && <Badge tone="warning">Third party</Badge>}
              </span>
              <span className="text-soft">{typeName(type)}</span>
            </a>
          ),
          id: <code className="font-mono text-xs">{id}</code>,
          created: dayOf(createdAt),
        },
      }))}
    />
  )
}
