import { ActionForm } from '@/components/console/action-form'
import { Submit, TextField } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import { requireConsole } from '@/lib/hosted/console'
import { Frame } from '../../frame'
import { addUser } from '../actions'
import { Profile } from '../profile'

export const metadata = { title: 'Add a user' }

export default async function NewUserPage() {
  const user = await requireConsole('users.write', '/console/users/new')
  const back = { href: '/console/users', label: 'Users' }
  return (
    <Frame user={user} name="user-new" section="users" title="Add a user" back={back}>
      <Panel lead="Addresses start unproven.">
        <ActionForm action={addUser}>
          <Profile staff={user.may('staff.write')} />
          <TextField
            name="password"
            type="password"
            label="Password (optional)"
            hint="At least 8 characters. They can change it later."
            autoComplete="new-password"
          />
          <div>
            <Submit>Add user</Submit>
          </div>
        </ActionForm>
      </Panel>
    </Frame>
  )
}
