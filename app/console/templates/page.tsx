import { redirect } from 'next/navigation'
import { Tabs } from '@/components/ui/nav-link'
import { listTemplates } from '@/lib/admin/templates'
import { requireConsole } from '@/lib/hosted/console'
import { one } from '../format'
import { Frame } from '../frame'
import { TemplateTable, templatePath } from './table'

export const metadata = { title: 'Templates' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function TemplatesPage({ searchParams }: Props) {
  const user = await requireConsole('templates.read', '/console/templates')
  const query = await searchParams
  const channel = one(query, 'channel') === 'email' ? 'email' : 'sms'
  const [usage, language] = [one(query, 'usage'), one(query, 'language')]
  if (usage && language) redirect(templatePath({ channel, usageType: usage, languageTag: encodeURIComponent(language) }))
  const templates = await listTemplates(user.as, { channel })
  return (
    <Frame
      user={user}
      name="templates"
      title="Templates"
      lead="What your messages say, per kind and language. WhatsApp uses the templates approved there."
    >
      <Tabs
        label="Channel"
        tabs={[
          { href: '/console/templates', label: 'Text message', current: channel === 'sms' },
          { href: '/console/templates?channel=email', label: 'Email', current: channel === 'email' },
        ]}
      />
      <TemplateTable templates={templates} codes />
      <TemplateTable templates={templates} codes={false} />
    </Frame>
  )
}
