import { ButtonLink } from '@/components/ui/link'
import { EmptyState, Panel } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'
import type { ConnectorView } from '@/lib/admin/connectors'
import { channelName } from '../format'
import { Health } from './health'

const columns = [
  { key: 'order', title: 'Order', narrow: true, quiet: true },
  { key: 'name', title: 'Connector' },
  { key: 'countries', title: 'Countries', quiet: true },
  { key: 'health', title: 'Health', narrow: true },
]

const chains = [
  { id: 'phone', title: 'Phone codes', lead: 'Text message and WhatsApp, tried in this order.', channels: ['sms', 'whatsapp'] },
  { id: 'email', title: 'Email codes', lead: 'Tried in this order.', channels: ['email'] },
]

const places = ({ allow, deny }: ConnectorView['countries']): string => {
  const served = allow.includes('*') ? 'All' : allow.join(', ')
  return deny.length ? `${served} except ${deny.join(', ')}` : served
}

/** Connectors by the chain they belong to, in the order they are tried. */
export function ConnectorList({ connectors, now, writable }: { connectors: ConnectorView[]; now: number; writable: boolean }) {
  return chains.map(({ id, title, lead, channels }) => {
    const chain = connectors.filter((connector) => channels.includes(connector.channel))
    return (
      <Panel key={id} id={id} title={title} lead={lead} flush>
        {chain.length ? (
          <Table
            caption={title}
            columns={columns}
            rows={chain.map((connector, i) => ({
              id: connector.id,
              cells: {
                order: i + 1,
                name: (
                  <a href={`/console/connectors/${connector.id}`} className="group grid">
                    <span className="font-medium text-ink group-hover:text-link group-hover:underline">{connector.name}</span>
                    <span className="text-soft">
                      {connector.factoryName} · {channelName(connector.channel)}
                    </span>
                  </a>
                ),
                countries: places(connector.countries),
                health: <Health connector={connector} now={now} />,
              },
            }))}
          />
        ) : (
          <EmptyState
            title="No connectors yet"
            action={writable && <ButtonLink href={`/console/connectors/new#${id}`}>Connect a service</ButtonLink>}
          >
            Use the inbox while you build, then connect a carrier.
          </EmptyState>
        )}
      </Panel>
    )
  })
}
