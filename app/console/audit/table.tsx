import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'
import type { LogView } from '@/lib/admin/logs'
import { momentExact, withQuery } from '../format'

const columns = [
  { key: 'when', title: 'When (UTC)', quiet: true, narrow: true },
  { key: 'event', title: 'Event' },
  { key: 'who', title: 'Who' },
  { key: 'from', title: 'From', quiet: true },
  { key: 'reference', title: 'Reference', quiet: true, narrow: true },
]

const short = (id: string) => (id.length > 12 ? `…${id.slice(-6)}` : id)
const link = 'hover:text-link hover:underline'

function Who({ actor, userId }: LogView) {
  return (
    <span className="grid">
      <span>
        {actor.type}
        {actor.type !== 'user' && actor.id && <span className="text-soft"> {short(actor.id)}</span>}
      </span>
      {userId && (
        <a href={`/console/users/${userId}`} className={`font-mono text-xs text-soft ${link}`} title={userId}>
          {short(userId)}
        </a>
      )}
    </span>
  )
}

function Details({ details, target, userAgent }: LogView) {
  const told = { ...(target && { target }), ...details, ...(userAgent && { userAgent }) }
  if (!Object.keys(told).length) return null
  return (
    <details>
      <summary className="w-fit text-xs text-soft">Details</summary>
      <pre className="mt-1 max-w-md overflow-x-auto rounded-control bg-raised p-3 font-mono text-xs leading-5">
        {JSON.stringify(told, null, 2)}
      </pre>
    </details>
  )
}

export function AuditTable({ rows }: { rows: LogView[] }) {
  if (!rows.length) return <EmptyState title="Nothing matches">Widen the search, or clear it.</EmptyState>
  return (
    <Table
      caption="Audit log"
      columns={columns}
      rows={rows.map((row) => ({
        id: row.id,
        cells: {
          when: momentExact(row.createdAt),
          event: (
            <span className="grid gap-0.5">
              <span className="flex flex-wrap items-center gap-2 font-medium">
                {row.event}
                {row.outcome === 'failure' && <Badge tone="danger">{row.code ?? 'Failed'}</Badge>}
              </span>
              <Details {...row} />
            </span>
          ),
          who: <Who {...row} />,
          from: row.ip ?? '–',
          reference: row.requestId && (
            <a href={withQuery('/console/audit', { requestId: row.requestId })} className={`font-mono text-xs ${link}`}>
              {row.requestId}
            </a>
          ),
        },
      }))}
    />
  )
}
