import { listFactories } from '@/lib/admin/connectors'
import { requireConsole } from '@/lib/hosted/console'
import { one } from '../../format'
import { Frame } from '../../frame'
import { Choose } from './choose'
import { Connect } from './connect'

export const metadata = { title: 'Connect a service' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function NewConnectorPage({ searchParams }: Props) {
  const user = await requireConsole('connectors.write', '/console/connectors/new')
  const factories = await listFactories(user.as)
  const wanted = one(await searchParams, 'factory')
  const chosen = factories.find(({ id }) => id === wanted)
  const back = chosen
    ? { href: '/console/connectors/new', label: 'All services' }
    : { href: '/console/connectors', label: 'Connectors' }
  return (
    <Frame user={user} name="connector-new" section="connectors" title="Connect a service" back={back}>
      {chosen ? <Connect factory={chosen} /> : <Choose factories={factories} />}
    </Frame>
  )
}
