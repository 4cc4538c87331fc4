import { ButtonLink } from '@/components/ui/link'
import { listConnectors } from '@/lib/admin/connectors'
import { requireConsole } from '@/lib/hosted/console'
import { Frame } from '../frame'
import { ConnectorList } from './list'

export const metadata = { title: 'Connectors' }

export default async function ConnectorsPage() {
  const user = await requireConsole('connectors.read', '/console/connectors')
  const connectors = await listConnectors(user.as)
  const writable = user.may('connectors.write')
  return (
    <Frame
      user={user}
      name="connectors"
      title="Connectors"
      lead="Services that carry your codes. If one fails, the next takes over with the same code."
      actions={
        writable && (
          <ButtonLink href="/console/connectors/new" look="primary">
            Connect a service
          </ButtonLink>
        )
      }
    >
      <ConnectorList connectors={connectors} now={user.as.ctx.now()} writable={writable} />
    </Frame>
  )
}
