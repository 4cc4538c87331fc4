import { ButtonLink } from '@/components/ui/link'
import { requireConsole } from '@/lib/hosted/console'
import { Frame } from '../frame'
import { Begin } from './begin'
import { readApi } from './document'
import { Operations } from './operations'

export const metadata = { title: 'API' }

export default async function ApiPage() {
  const user = await requireConsole('settings.read', '/console/api')
  const groups = readApi()
  return (
    <Frame
      user={user}
      name="api"
      title="Management API"
      lead="Everything this console does, for your scripts."
      actions={<ButtonLink href="/api/openapi.json">openapi.json</ButtonLink>}
    >
      <Begin publicUrl={user.publicUrl} />
      {groups.map((group) => (
        <Operations key={group.tag} group={group} />
      ))}
    </Frame>
  )
}
