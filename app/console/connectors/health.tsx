import { Badge } from '@/components/ui/badge'
import type { ConnectorView } from '@/lib/admin/connectors'
import { moment } from '../format'

type Props = { connector: Pick<ConnectorView, 'enabled' | 'health' | 'pausedUntil'>; now: number }

/** How a connector is doing, in a word or two. */
export function Health({ connector: { enabled, health, pausedUntil }, now }: Props) {
  if (!enabled) return <Badge>Off</Badge>
  if (pausedUntil && Date.parse(pausedUntil) > now) return <Badge tone="warning">Paused until {moment(pausedUntil)}</Badge>
  if (health.state === 'failing') return <Badge tone="danger">Failing</Badge>
  return health.state === 'ok' ? <Badge tone="success">Healthy</Badge> : <Badge>Not used yet</Badge>
}
