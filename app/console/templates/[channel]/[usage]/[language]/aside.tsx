import { ActionForm } from '@/components/console/action-form'
import { Danger } from '@/components/console/danger'
import { SelectField, Submit, TextField } from '@/components/console/fields'
import { TestResult } from '@/components/console/test-result'
import { Panel } from '@/components/ui/panel'
import type { ConnectorView } from '@/lib/admin/connectors'
import type { TemplateView } from '@/lib/admin/templates'
import { resetTemplate, testTemplate } from '../../../actions'

type Props = { template: TemplateView; connectors: ConnectorView[] }

/** Sends the saved text through a connector of one's choice. */
export function TestSend({ template: { channel, usageType, languageTag }, connectors }: Props) {
  if (!connectors.length) return null
  return (
    <Panel title="Test send" lead="Sends the saved text with the code 000000.">
      <ActionForm action={testTemplate} hidden={{ usageType, languageTag }}>
        <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
          {channel === 'email' ? (
            <TextField name="email" type="email" label="Email" autoComplete="email" />
          ) : (
            <TextField name="phone" type="tel" label="Phone number" placeholder="+1 212 555 0100" autoComplete="tel" />
          )}
          <SelectField
            name="connectorId"
            label="Connector"
            options={connectors.map(({ id, name, enabled }) => ({ value: id, label: enabled ? name : `${name} (off)` }))}
          />
        </div>
        <TestResult />
        <div>
          <Submit look="secondary">Send test</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}

/** Back to the text that ships. */
export function Reset({ template: { channel, usageType, languageTag, source } }: { template: TemplateView }) {
  if (source !== 'own') return null
  return (
    <Panel title="Your own text">
      <Danger
        action={resetTemplate}
        hidden={{ channel, usageType, languageTag }}
        label="Remove your text"
        confirm="Remove"
        look="danger"
      >
        The text that ships is used again. In a language that does not ship, people get the fallback language.
      </Danger>
    </Panel>
  )
}
