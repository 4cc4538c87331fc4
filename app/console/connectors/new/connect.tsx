import { ActionForm } from '@/components/console/action-form'
import { SelectField, Submit, TextField } from '@/components/console/fields'
import { SchemaForm } from '@/components/console/schema-form'
import { Panel } from '@/components/ui/panel'
import type { Factory } from '@/lib/admin/connectors'
import { channelName } from '../../format'
import { connect } from '../actions'
import { Docs } from '../docs'

/** The settings a service needs before it can send. */
export function Connect({ factory }: { factory: Factory }) {
  const { id, name, description, channels, docs, fields } = factory
  return (
    <Panel title={`Connect ${name}`} lead={description} aside={<span className="text-sm">{<Docs docs={docs} />}</span>}>
      <ActionForm action={connect} hidden={{ factoryId: id }}>
        <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
          <TextField name="connectorName" label="Name" hint="How the console and the audit log call it." value={name} />
          {channels.length > 1 && (
            <SelectField
              name="channel"
              label="Channel"
              options={channels.map((channel) => ({ value: channel, label: channelName(channel) }))}
            />
          )}
        </div>
        <SchemaForm fields={fields} stored={{}} />
        <div>
          <Submit>Connect</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}
