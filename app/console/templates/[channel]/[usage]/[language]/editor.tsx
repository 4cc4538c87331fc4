import { ActionForm } from '@/components/console/action-form'
import { Submit, TextArea, TextField } from '@/components/console/fields'
import { Preview, type PreviewData } from '@/components/console/preview'
import { Panel } from '@/components/ui/panel'
import { variablesFor } from '@/lib/admin/template-guide'
import type { TemplateView } from '@/lib/admin/templates'
import { saveTemplate } from '../../../actions'

type Props = { template: TemplateView; preview: PreviewData }

const blank = '(optional)'

function Inputs({ template }: { template: TemplateView }) {
  if (template.channel === 'sms') return <TextArea name="text" label="Message" value={template.text} rows={6} mono dir="auto" />
  return (
    <>
      <TextField name="subject" label="Subject" value={template.subject} dir="auto" />
      <TextArea name="html" label="HTML" value={template.html} rows={14} mono dir="auto" />
      <TextArea
        name="text"
        label={`Plain text ${blank}`}
        hint="Made from the HTML when empty."
        value={template.text}
        rows={5}
        mono
        dir="auto"
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField name="sendFrom" label={`From ${blank}`} value={template.sendFrom} placeholder="Acme <no-reply@acme.com>" />
        <TextField name="replyTo" label={`Reply to ${blank}`} value={template.replyTo} />
      </div>
    </>
  )
}

function Variables({ usage }: { usage: string }) {
  return (
    <div className="grid gap-2 text-sm text-soft">
      <p>Variables this message knows:</p>
      <p className="flex flex-wrap gap-1.5">
        {variablesFor(usage).map((name) => (
          <code key={name} className="rounded bg-raised px-1.5 py-0.5 font-mono text-xs text-ink ring-1 ring-line ring-inset">
            {`{{${name}}}`}
          </code>
        ))}
      </p>
    </div>
  )
}

/** A text and how it reads, side by side. */
export function Editor({ template, preview }: Props) {
  const { channel, usageType, languageTag } = template
  return (
    <Panel>
      <ActionForm action={saveTemplate} hidden={{ channel, usageType, languageTag }} saved="Text saved.">
        <div className={`grid gap-6 ${channel === 'email' ? 'xl:grid-cols-2' : 'lg:grid-cols-2'}`}>
          <div className="grid content-start gap-5">
            <Inputs template={template} />
            {channel === 'sms' && usageType.endsWith('Notice') === false && (
              <p className="text-sm text-soft">
                The last line <code className="font-mono">{'@{{domain}} #{{code}}'}</code> lets phones offer the code by
                themselves.
              </p>
            )}
            <Variables usage={usageType} />
          </div>
          <Preview saved={preview} label={channel === 'sms' ? 'On a phone' : 'In a mailbox'} />
        </div>
        <div className="flex flex-wrap gap-2">
          <Submit>Save text</Submit>
          <Submit look="secondary" name="intent" value="preview">
            Preview
          </Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}
