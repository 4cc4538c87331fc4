import { ActionForm } from '@/components/console/action-form'
import { Danger } from '@/components/console/danger'
import { Submit, TextField } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import type { UserView } from '@/lib/admin/user-view'
import { changePassword, removeUser, saveUser, suspend } from '../actions'
import { Profile } from '../profile'

export function ProfilePanel({ user, staff }: { user: UserView; staff: boolean }) {
  return (
    <Panel title="Profile" lead="A changed address is unproven again, and the old one is told.">
      <ActionForm action={saveUser} hidden={{ id: user.id }} saved="Profile saved.">
        <Profile user={user} staff={staff} />
        <div>
          <Submit>Save profile</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}

export function Password({ id }: { id: string }) {
  return (
    <Panel title="Password" lead="Setting one signs the person out everywhere and tells them.">
      <ActionForm action={changePassword} hidden={{ id }} saved="Password set.">
        <div className="grid max-w-xl items-end gap-3 sm:grid-cols-[1fr_auto]">
          <TextField name="password" type="password" label="New password" autoComplete="new-password" />
          <Submit look="secondary">Set password</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}

/** Ends that can be undone, and one that can't. */
export function Ends({ user: { id, isSuspended } }: { user: UserView }) {
  return (
    <Panel title="Access">
      <div className="flex flex-wrap items-start gap-3">
        {isSuspended ? (
          <ActionForm action={suspend} hidden={{ id, suspended: 'no' }} saved="May sign in again.">
            <div>
              <Submit look="secondary" size="small">
                Let them sign in again
              </Submit>
            </div>
          </ActionForm>
        ) : (
          <Danger action={suspend} hidden={{ id, suspended: 'yes' }} label="Suspend" confirm="Suspend">
            Signed out everywhere at once, and refused until you undo it.
          </Danger>
        )}
        <Danger action={removeUser} hidden={{ id }} label="Delete" confirm="Delete for good">
          The account, its factors and sessions are gone. The audit log keeps what happened.
        </Danger>
      </div>
    </Panel>
  )
}
