import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'
import type { DeliveryView } from '@/lib/admin/messages'
import { channelName, momentExact, spaced } from '../format'

const columns = [
  { key: 'when', title: 'When (UTC)', quiet: true, narrow: true },
  { key: 'to', title: 'To' },
  { key: 'message', title: 'Message' },
  { key: 'status', title: 'Status', narrow: true },
  { key: 'way', title: 'Way', quiet: true },
]

const tones = { delivered: 'success', sent: 'success', accepted: 'info', failed: 'danger' } as const
const toneOf = (status: string) => (status in tones ? tones[status as keyof typeof tones] : 'neutral')

function Way({ timeline }: Pick<DeliveryView, 'timeline'>) {
  if (!timeline.length) return '–'
  return (
    <ol className="grid gap-0.5 text-xs">
      {timeline.map((step) => (
        <li key={`${step.at}${step.outcome}`}>
          <a href={`/console/connectors/${step.connectorId}`} className="font-mono hover:underline">
            …{step.connectorId.slice(-6)}
          </a>{' '}
          {step.outcome}
          {step.latencyMs !== undefined && ` in ${(step.latencyMs / 1000).toFixed(1)} s`}
        </li>
      ))}
    </ol>
  )
}

export function MessageTable({ rows }: { rows: DeliveryView[] }) {
  if (!rows.length)
    return <EmptyState title="No messages">Every message that leaves is listed here, without its code.</EmptyState>
  return (
    <Table
      caption="Messages"
      columns={columns}
      rows={rows.map((row) => ({
        id: row.id,
        cells: {
          when: momentExact(row.createdAt),
          to: (
            <span className="grid">
              <span dir="ltr">{row.to}</span>
              <span className="text-soft">{[channelName(row.channel), row.country].filter(Boolean).join(' · ')}</span>
            </span>
          ),
          message: spaced(row.usageType),
          status: <Badge tone={toneOf(row.status)}>{row.status}</Badge>,
          way: <Way timeline={row.timeline} />,
        },
      }))}
    />
  )
}
