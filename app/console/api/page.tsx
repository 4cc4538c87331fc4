import { ButtonLink } from '@/components/ui/link'
import { managementDocument } from '@/lib/contracts/management'
import { requireConsole } from '@/lib/hosted/console'
import { Frame } from '../frame'
import { Begin } from './begin'
import { groupsOf } from './document'
import { Operations } from './operations'
import { Views } from './views'

export const metadata = { title: 'API' }

export default async function ApiPage() {
  const user = await requireConsole('settings.read', '/console/api')
  return (
    <Frame
      user={user}
      name="api"
      title="Management API"
      lead="Everything this console does, for your scripts."
      actions={<ButtonLink href="/api/openapi.json">openapi.json</ButtonLink>}
    >
      <Views />
      <Begin publicUrl={user.publicUrl} />
      {groupsOf(managementDocument()).map((group) => (
        <Operations key={group.tag} group={group} />
      ))}
    </Frame>
  )
}
