import { ActionForm } from '@/components/console/action-form'
import { Danger } from '@/components/console/danger'
import { Box, SelectField, Submit, TextField } from '@/components/console/fields'
import { SchemaForm } from '@/components/console/schema-form'
import { TestResult } from '@/components/console/test-result'
import { Panel } from '@/components/ui/panel'
import { connectorForm } from '@/lib/admin/connector-form'
import type { ConnectorView } from '@/lib/admin/connectors'
import { usageTypes } from '@/lib/admin/template-guide'
import { spaced } from '../../format'
import { removeConnector, saveConfig, saveRouting, testSend } from '../actions'
import { Docs } from '../docs'

type Props = { connector: ConnectorView }

export function Settings({ connector }: Props) {
  const { fields, stored, docs } = connectorForm(connector)
  if (!fields.length) return null
  return (
    <Panel title="Settings" aside={<span className="text-sm">{<Docs docs={docs} />}</span>}>
      <ActionForm action={saveConfig} hidden={{ id: connector.id, factoryId: connector.factoryId }} saved="Settings saved.">
        <SchemaForm fields={fields} stored={stored} />
        <div>
          <Submit>Save settings</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}

export function Routing({ connector }: Props) {
  const { id, name, enabled, priority, countries, channel, userSelectable } = connector
  return (
    <Panel title="Routing" lead="When this connector is used.">
      <ActionForm action={saveRouting} hidden={{ id }} saved="Routing saved.">
        <Box name="enabled" role="switch" label="Send through this connector" checked={enabled} />
        <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
          <TextField name="name" label="Name" value={name} />
          <TextField name="priority" label="Priority" inputMode="numeric" value={String(priority)} hint="Lower is tried first." />
          <TextField
            name="countries.allow"
            label="Countries"
            value={countries.allow.join(', ')}
            hint="Two-letter codes such as DE, FR. * is everywhere."
          />
          <TextField name="countries.deny" label="Except (optional)" value={countries.deny.join(', ')} />
        </div>
        {channel === 'whatsapp' && (
          <Box
            name="userSelectable"
            label="People may ask for WhatsApp themselves"
            hint="A second button under the code, where text messages can be sent as well."
            checked={userSelectable}
          />
        )}
        <div>
          <Submit look="secondary">Save routing</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}

export function Test({ connector: { id, channel } }: Props) {
  return (
    <Panel title="Test" lead="Sends the code 000000 through this connector and no other.">
      <ActionForm action={testSend} hidden={{ id, locale: 'en' }}>
        <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
          {channel === 'email' ? (
            <TextField name="email" type="email" label="Email" placeholder="you@example.com" autoComplete="email" />
          ) : (
            <TextField name="phone" type="tel" label="Phone number" placeholder="+1 212 555 0100" autoComplete="tel" />
          )}
          <SelectField
            name="usageType"
            label="Message"
            value="MfaVerification"
            options={usageTypes.map((value) => ({ value, label: spaced(value) }))}
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

export function Remove({ connector: { id, name } }: Props) {
  return (
    <Panel title="Delete">
      <Danger action={removeConnector} hidden={{ id }} label="Delete this connector" confirm={`Delete ${name}`}>
        Its settings and secrets are erased. What it sent stays in the delivery log.
      </Danger>
    </Panel>
  )
}
