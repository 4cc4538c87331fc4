import { ActionForm } from '@/components/console/action-form'
import { SelectField, Submit, TextField } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import { simulate } from './actions'
import { modes } from './modes'

const channels = [
  { value: 'sms', label: 'Text message' },
  { value: 'email', label: 'Email' },
]
const lasting = [
  { value: 'once', label: 'The next message' },
  { value: 'always', label: 'Every message, until changed' },
]

/** Makes the inbox answer like a carrier on a bad day. */
export function Simulate() {
  return (
    <Panel title="Simulate a carrier" lead="See what people see when a message is late or lost.">
      <ActionForm action={simulate} saved="Set.">
        <div className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1fr_7rem_auto]">
          <SelectField name="channel" label="Channel" options={channels} />
          <SelectField name="mode" label="What happens" options={[...modes]} />
          <SelectField name="lasting" label="To" options={lasting} />
          <TextField name="seconds" label="Late by (s)" inputMode="numeric" value="40" />
          <Submit look="secondary">Apply</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}
