import { ActionForm } from '@/components/console/action-form'
import { Danger } from '@/components/console/danger'
import { SelectField, Submit, TextField } from '@/components/console/fields'
import { Badge } from '@/components/ui/badge'
import { Panel } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'
import { factorChoices, factorTitle } from '@/lib/admin/setting-words'
import type { FactorView, UserView } from '@/lib/admin/user-view'
import { moment } from '../../format'
import { askAgain, dropFactor, enterFactor, resetFactors } from '../actions'
import { Override } from './override'

const columns = [
  { key: 'factor', title: 'Factor' },
  { key: 'state', title: 'State', narrow: true },
  { key: 'used', title: 'Last used', quiet: true, narrow: true },
  { key: 'remove', title: 'Remove', hideTitle: true, end: true },
]

function State({ status, lockedUntil }: Pick<FactorView, 'status' | 'lockedUntil'>) {
  if (status === 'locked') return <Badge tone="danger">Locked</Badge>
  if (status === 'pending') return <Badge tone="warning">Not proven yet</Badge>
  return lockedUntil && Date.parse(lockedUntil) > Date.now() ? (
    <Badge tone="warning">Paused</Badge>
  ) : (
    <Badge tone="success">Active</Badge>
  )
}

function Rows({ userId, factors }: { userId: string; factors: FactorView[] }) {
  if (!factors.length) return <p className="px-5 pb-4 text-sm text-soft sm:px-6">No second step is set up.</p>
  return (
    <Table
      caption="Second steps"
      columns={columns}
      rows={factors.map(({ id, type, masked, label, status, lockedUntil, lastUsedAt, isDefault }) => ({
        id,
        cells: {
          factor: (
            <span className="grid">
              <span className="flex items-center gap-2 font-medium">
                {factorTitle(type)} {isDefault && <Badge>Preferred</Badge>}
              </span>
              <span className="text-soft" dir="auto">
                {[label, masked].filter(Boolean).join(' · ')}
              </span>
            </span>
          ),
          state: <State status={status} lockedUntil={lockedUntil} />,
          used: moment(lastUsedAt),
          remove: (
            <Danger action={dropFactor} hidden={{ id: userId, factorId: id }} label="Remove" confirm="Remove it">
              The person is told. Browsers they trusted are forgotten.
            </Danger>
          ),
        },
      }))}
    />
  )
}

const addressed = factorChoices.filter(({ channel }) => channel !== null)

/** Second steps of a person: look, enter an address for them, remove one, or reset all; and what is asked of them. */
export function Factors({ user, factors }: { user: UserView; factors: FactorView[] }) {
  return (
    <>
      <Steps userId={user.id} factors={factors} />
      <Override user={user} />
    </>
  )
}

function Steps({ userId, factors }: { userId: string; factors: FactorView[] }) {
  return (
    <Panel title="Second steps" flush>
      <Rows userId={userId} factors={factors} />
      <div className="grid gap-4 border-t border-line px-5 py-4 sm:px-6">
        <ActionForm action={enterFactor} hidden={{ id: userId }} saved="Entered. It works once they prove it.">
          <div className="grid items-end gap-3 sm:grid-cols-[12rem_1fr_auto]">
            <SelectField
              name="type"
              label="Enter for them"
              options={addressed.map(({ name, title }) => ({ value: name, label: title }))}
            />
            <TextField name="address" label="Number or address" autoComplete="off" />
            <Submit look="secondary">Enter</Submit>
          </div>
        </ActionForm>
        <div className="flex flex-wrap items-start gap-3">
          <Danger action={resetFactors} hidden={{ id: userId }} label="Reset all second steps" confirm="Reset">
            Every second step and lock is removed and the person is signed out everywhere. They set up afresh after their first
            step alone, so be sure who asked for it.
          </Danger>
          <ActionForm action={askAgain} hidden={{ id: userId }} saved="The next sign-in asks again.">
            <div>
              <Submit look="secondary" size="small">
                Ask to set up again
              </Submit>
            </div>
          </ActionForm>
        </div>
      </div>
    </Panel>
  )
}
