import { notFound } from 'next/navigation'
import { requireConsole } from '@/lib/hosted/console'
import { Editable } from '../../../../editable'
import { channelName, spaced } from '../../../../format'
import { Frame } from '../../../../frame'
import { Reset, TestSend } from './aside'
import { Editor } from './editor'
import { Languages } from './languages'
import { type Params, readTemplate } from './read'

export const metadata = { title: 'Template' }

export default async function TemplatePage({ params }: { params: Promise<Params> }) {
  const { channel, usage, language } = await params
  const user = await requireConsole('templates.read', `/console/templates/${channel}/${usage}/${language}`)
  const found = await readTemplate(user.as, { channel, usage, language })
  if (!found) notFound()
  const { template, languages, preview, connectors } = found
  return (
    <Frame
      user={user}
      name="template"
      section="templates"
      title={spaced(usage)}
      lead={`${channelName(channel)} · ${template.source === 'own' ? 'your own text' : 'the text that ships'}`}
      back={{ href: channel === 'email' ? '/console/templates?channel=email' : '/console/templates', label: 'Templates' }}
    >
      <Languages channel={channel} usage={usage} current={language} languages={languages} />
      <Editable allowed={user.may('templates.write')}>
        <Editor template={template} preview={preview} />
        <TestSend template={template} connectors={connectors} />
        <Reset template={template} />
      </Editable>
    </Frame>
  )
}
