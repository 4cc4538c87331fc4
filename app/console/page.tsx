import { Alert } from '@/components/ui/field'
import { overview } from '@/lib/admin/overview'
import { requireConsole } from '@/lib/hosted/console'
import { Frame } from './frame'
import { Checklist, Numbers } from './overview'

export const metadata = { title: 'Overview' }

export default async function OverviewPage() {
  const user = await requireConsole('settings.read', '/console')
  const seen = await overview(user.as)
  return (
    <Frame user={user} name="overview" title="Overview">
      {seen.ailing.map(({ id, name, reason }) => (
        <Alert key={id} tone="warning" strong={`${name} fails.`}>
          {reason ?? 'The last sends were refused.'}{' '}
          <a href={`/console/connectors/${id}`} className="font-medium text-link underline">
            Look at it
          </a>
        </Alert>
      ))}
      <Numbers overview={seen} />
      <Checklist overview={seen} />
    </Frame>
  )
}
