import { ActionForm } from '@/components/console/action-form'
import { SelectField, Submit, TextField } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import type { UserView } from '@/lib/admin/user-view'
import { moment } from '../../format'
import { overrideMfa } from '../actions'

const choices = [
  { value: '', label: 'As the policy says' },
  { value: 'Mandatory', label: 'Required of this person' },
  { value: 'Exempt', label: 'Not asked for, for a while' },
]

/** An administrator's word on one person's second step. */
export function Override({ user: { id, mfaOverride, role } }: { user: UserView }) {
  const exempt = mfaOverride?.policy === 'Exempt' ? mfaOverride : null
  return (
    <Panel
      title="Two-step policy"
      lead={exempt ? `Let off until ${moment(exempt.until)}: ${exempt.reason}` : 'Overrides what the house asks of everybody.'}
    >
      <ActionForm action={overrideMfa} hidden={{ id }} saved="Saved.">
        <div className="grid items-start gap-x-6 gap-y-4 sm:grid-cols-3">
          <SelectField
            name="policy"
            label="Second step"
            options={role ? choices.filter(({ value }) => value !== 'Exempt') : choices}
            value={mfaOverride?.policy ?? ''}
          />
          {!role && (
            <>
              <TextField name="days" label="Days" inputMode="numeric" hint="1 to 30, when let off." value="1" />
              <TextField
                name="reason"
                label="Reason"
                hint="Needed when let off; kept in the audit log."
                value={exempt?.reason ?? ''}
              />
            </>
          )}
        </div>
        <div>
          <Submit look="secondary">Save policy</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}
