import { ActionForm } from '@/components/console/action-form'
import { Danger } from '@/components/console/danger'
import { Box, GroupError, SelectField, Submit, TextArea, TextField } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'
import type { ApplicationView } from '@/lib/admin/applications'
import type { ActionConfigView } from '@/lib/admin/step-up'
import { outcomeChoices, smsChannelChoices, stepUpMethodChoices } from '@/lib/admin/step-up-words'
import { removeAction, saveAction, saveStepUp } from '../step-up-actions'

type Props = { application: ApplicationView; actions: ActionConfigView[] }

const titleOf = (name: string) => stepUpMethodChoices.find(({ value }) => value === name)?.label ?? name
const outcomes = outcomeChoices.map(({ value, label }) => ({ value, label }))

function Methods({ name, legend, hint, ticked }: { name: string; legend: string; hint?: string; ticked: string[] }) {
  return (
    <fieldset className="grid gap-1">
      <legend className="text-sm font-medium">{legend}</legend>
      {hint && <p className="text-sm text-soft">{hint}</p>}
      {stepUpMethodChoices.map(({ value, label }) => (
        <Box key={value} name={name} value={value} label={label} at="group" checked={ticked.includes(value)} />
      ))}
      <GroupError name={name} />
    </fieldset>
  )
}

function Settings({ application: { id, redirectAllowList, stepUp } }: { application: ApplicationView }) {
  return (
    <ActionForm action={saveStepUp} hidden={{ id }} saved="Saved.">
      <Methods name="methods" legend="Ways to verify" ticked={stepUp.methods} />
      <TextArea
        name="redirectAllowList"
        label="Pages to lead back to"
        hint="One per line. Compared by scheme, host, port and path; the query is free."
        value={redirectAllowList.join('\n')}
        rows={2}
        mono
      />
      <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
        <SelectField
          name="smsChannel"
          label="Codes to a phone"
          options={smsChannelChoices}
          value={stepUp.smsChannel}
          hint="WhatsApp is connected among the carriers."
        />
        <SelectField
          name="defaultActionOutcome"
          label="New actions"
          options={outcomes.filter(({ value }) => value === 'ALLOW' || value === 'CHALLENGE')}
          value={stepUp.defaultActionOutcome}
          hint="Codes tracked for the first time."
        />
      </div>
      <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-3">
        <TextField
          name="life"
          label="Minutes to answer"
          inputMode="numeric"
          value={String(stepUp.tokenDurationMinutes)}
          hint="1 to 60."
        />
        <TextField
          name="otpLength"
          label="Digits of a code"
          inputMode="numeric"
          value={String(stepUp.otpLength)}
          hint="4 to 10."
        />
        <TextField
          name="otpTtlMinutes"
          label="Minutes a code works"
          inputMode="numeric"
          value={String(stepUp.otpTtlMinutes)}
          hint="1 to 10."
        />
      </div>
      <div>
        <Submit look="secondary">Save</Submit>
      </div>
    </ActionForm>
  )
}

const columns = [
  { key: 'code', title: 'Action' },
  { key: 'outcome', title: 'Outcome', narrow: true },
  { key: 'methods', title: 'Ways to verify', quiet: true },
  { key: 'remove', title: 'Remove', hideTitle: true, end: true },
]

function Actions({ application: { id }, actions }: Props) {
  return (
    <Table
      caption="Actions"
      columns={columns}
      rows={actions.map(({ code, defaultOutcome, verificationMethods: methods, requireEnrollment }) => ({
        id: code,
        cells: {
          code: <code className="font-mono text-xs">{code}</code>,
          outcome: outcomes.find(({ value }) => value === defaultOutcome)?.label ?? defaultOutcome,
          methods: `${methods.length ? methods.map(titleOf).join(', ') : 'All'}${requireEnrollment ? ', set up first' : ''}`,
          remove: (
            <Danger action={removeAction} hidden={{ id, code }} label="Remove" confirm="Remove now">
              What was tracked stays. The next time it begins as a new action.
            </Danger>
          ),
        },
      }))}
    />
  )
}

function AddAction({ id }: { id: string }) {
  return (
    <ActionForm action={saveAction} hidden={{ id }} saved="Action saved.">
      <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
        <TextField
          name="code"
          label="Add or change an action"
          placeholder="withdrawFunds"
          hint="The code your server tracks it under."
        />
        <SelectField name="defaultOutcome" label="Outcome" options={outcomes} value="CHALLENGE" />
      </div>
      <Methods name="actionMethods" legend="Only these ways" hint="None ticked: all of the application." ticked={[]} />
      <Box
        name="requireEnrollment"
        label="Ask people without any to set one up"
        hint="Otherwise an action of somebody who cannot be asked is allowed."
      />
      <div>
        <Submit look="secondary">Save the action</Submit>
      </div>
    </ActionForm>
  )
}

/** For servers that ask before something risky, over /v1. */
export function StepUp({ application, actions }: Props) {
  return (
    <>
      <Panel
        id="step-up"
        title="Step-up API"
        lead={`For servers that track actions at /v1. The tenant id is ${application.id}; the secret keys are above.`}
      >
        <Settings application={application} />
      </Panel>
      <Panel id="actions" title="Step-up actions" lead="What happens when your server tracks one." flush>
        {actions.length > 0 && <Actions application={application} actions={actions} />}
        <div className="border-t border-line px-5 py-5 sm:px-6">
          <AddAction id={application.id} />
        </div>
      </Panel>
    </>
  )
}
