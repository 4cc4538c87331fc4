import { Alert } from '@/components/ui/field'
import { getConnector } from '@/lib/admin/connectors'
import { orNotFound, requireConsole } from '@/lib/hosted/console'
import { Editable } from '../../editable'
import { channelName, moment } from '../../format'
import { Frame } from '../../frame'
import { Health } from '../health'
import { Remove, Routing, Settings, Test } from './panels'

export const metadata = { title: 'Connector' }

export default async function ConnectorPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const user = await requireConsole('connectors.read', `/console/connectors/${id}`)
  const connector = await orNotFound(getConnector(user.as, id))
  const { health, factoryName, channel, name } = connector
  return (
    <Frame
      user={user}
      name="connector"
      section="connectors"
      title={name}
      lead={`${factoryName} · ${channelName(channel)}`}
      back={{ href: '/console/connectors', label: 'Connectors' }}
      actions={<Health connector={connector} now={user.as.ctx.now()} />}
    >
      {health.state === 'failing' && (
        <Alert tone="warning" strong="This connector fails.">
          {health.reason ?? 'The last sends were refused.'} {health.since && `Since ${moment(health.since)} UTC.`}
        </Alert>
      )}
      <Editable allowed={user.may('connectors.write')}>
        <Settings connector={connector} />
        <Routing connector={connector} />
        <Test connector={connector} />
        <Remove connector={connector} />
      </Editable>
    </Frame>
  )
}
