import { ActionForm } from '@/components/console/action-form'
import { Box, SelectField, Submit } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import type { Settings } from '@/lib/admin/settings'
import { saveSignUp } from './actions'

const first = [
  { value: 'email', label: 'Email' },
  { value: 'phone', label: 'Phone number' },
  { value: 'emailOrPhone', label: 'Email or phone number' },
  { value: 'username', label: 'Username' },
  { value: '', label: 'Nothing' },
]
const second = [{ value: '', label: 'Nothing else' }, ...first.slice(0, 4)]

/** Who may create an account, and with what. */
export function SignUp({ settings: { signUp, signInMode, discloseExistence } }: { settings: Settings }) {
  return (
    <Panel title="Sign-up" lead="What people give to create an account.">
      <ActionForm action={saveSignUp} saved="Sign-up saved.">
        <Box
          name="open"
          role="switch"
          label="Anybody may create an account"
          hint="Off: only people you add can sign in."
          checked={signInMode !== 'SignIn'}
        />
        <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
          <SelectField name="signUp.identifier" label="First" options={first} value={signUp.identifiers[0] ?? ''} />
          <SelectField
            name="signUp.secondary"
            label="Then"
            options={second}
            value={signUp.secondaryIdentifiers[0]?.identifier ?? ''}
          />
        </div>
        <div className="grid">
          <Box name="signUp.password" label="Choose a password" checked={signUp.password} />
          <Box
            name="signUp.verify"
            label="Prove the address with a code"
            hint="Before the account exists."
            checked={signUp.verify}
          />
          <Box
            name="discloseExistence"
            label="Tell people when an address already has an account"
            hint="Anybody can then find out who has one. Off: sign-up looks the same, and the owner is told by message."
            checked={discloseExistence}
          />
        </div>
        <div>
          <Submit look="secondary">Save sign-up</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}
