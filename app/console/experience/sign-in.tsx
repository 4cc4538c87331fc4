import { ActionForm } from '@/components/console/action-form'
import { Box, GroupError, Submit } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import type { Settings } from '@/lib/admin/settings'
import { savePasskeys, saveRecovery, saveSignIn } from './actions'

const kinds = [
  { kind: 'email', label: 'Email', code: 'Code by email' },
  { kind: 'phone', label: 'Phone number', code: 'Code by text message' },
  { kind: 'username', label: 'Username', code: null },
] as const

/** What people sign in with: one row per identifier. */
export function SignIn({ settings }: { settings: Settings }) {
  return (
    <Panel title="Sign-in" lead="What people type, and how they prove it. A code used here can't be the second step too.">
      <ActionForm action={saveSignIn} saved="Sign-in saved.">
        <div className="grid divide-y divide-line rounded-control border border-line">
          {kinds.map(({ kind, label, code }) => {
            const method = settings.signIn.methods.find(({ identifier }) => identifier === kind)
            return (
              <fieldset key={kind} className="grid items-start gap-x-6 px-4 py-2 sm:grid-cols-4">
                <legend className="sr-only">{label}</legend>
                <Box name={`method.${kind}`} label={label} checked={!!method} className="font-medium" />
                <Box name={`method.${kind}.password`} label="Password" checked={method?.password ?? kind === 'username'} />
                {code && <Box name={`method.${kind}.verificationCode`} label={code} checked={method?.verificationCode} />}
                <Box name={`method.${kind}.passkey`} label="Passkey" checked={method?.passkey} />
              </fieldset>
            )
          })}
        </div>
        <GroupError name="methods" />
        <div>
          <Submit look="secondary">Save sign-in</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}

/** A passkey is both steps at once, and tells who somebody is. */
export function Passkeys({ settings: { passkeySignIn } }: { settings: Settings }) {
  return (
    <Panel title="Passkeys" lead="People who have one sign in with it alone. They add one as a second step, or in their account.">
      <ActionForm action={savePasskeys} saved="Passkeys saved.">
        <div className="grid">
          <Box
            name="passkey.enabled"
            role="switch"
            label="Sign in with a passkey alone"
            hint="No name and no password is asked for."
            checked={passkeySignIn.enabled}
          />
          <Box name="passkey.showPasskeyButton" label="Show a button" checked={passkeySignIn.showPasskeyButton} />
          <Box
            name="passkey.allowAutofill"
            label="Offer it under the first field"
            hint="The browser lists passkeys where it lists saved names."
            checked={passkeySignIn.allowAutofill}
          />
        </div>
        <div>
          <Submit look="secondary">Save passkeys</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}

const recovery = [
  { name: 'EmailVerificationCode', label: 'Code by email' },
  { name: 'PhoneVerificationCode', label: 'Code by text message' },
] as const

/** How a forgotten password is replaced. */
export function Recovery({ settings: { forgotPasswordMethods } }: { settings: Settings }) {
  return (
    <Panel title="Forgotten password" lead="With none, the link is hidden. A reset never signs anybody in.">
      <ActionForm action={saveRecovery} saved="Password reset saved.">
        <div className="grid">
          {recovery.map(({ name, label }) => (
            <Box key={name} name={`forgot.${name}`} label={label} checked={forgotPasswordMethods.includes(name)} />
          ))}
        </div>
        <div>
          <Submit look="secondary">Save password reset</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}
