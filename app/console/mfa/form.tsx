import { ActionForm } from '@/components/console/action-form'
import { Box, Radios, SelectField, Submit, TextField } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import { factorChoices, mfaPolicies, policyWords } from '@/lib/admin/setting-words'
import type { Settings } from '@/lib/admin/settings'
import { saveCodes, saveMfa } from './actions'
import { Factors } from './factors'
import { ordered } from './order'

type Props = { settings: Settings; connected: Record<'sms' | 'email', number> }

const enrolling = [
  { value: 'on', label: 'Turn it on' },
  { value: 'ask', label: 'Ask' },
  { value: 'off', label: 'Do nothing' },
]

const signInFactors = { email: 'EmailVerificationCode', phone: 'PhoneVerificationCode', username: '' }

/** Factors, policy and what surrounds them: one form, because one part may refuse another. */
export function MfaForm({ settings: { mfa, signIn, trustedDevice }, connected }: Props) {
  const choices = ordered(
    [...mfa.factorOrder, ...mfa.factors],
    factorChoices.map(({ name }) => name),
  )
  return (
    <ActionForm action={saveMfa} saved="Saved." className="gap-6">
      {/* Enter in a field presses the first button of a form: it must be this one */}
      <Submit className="sr-only" tabIndex={-1}>
        Save
      </Submit>
      <Panel title="Factors" lead="Ticked ones can be used, in this order.">
        <Factors
          factors={choices.flatMap((name) => factorChoices.find((choice) => choice.name === name) ?? [])}
          on={mfa.factors}
          connected={connected}
          usedForSignIn={signIn.methods.filter((m) => m.verificationCode).map((m) => signInFactors[m.identifier])}
        />
      </Panel>
      <Panel title="Policy">
        <div className="grid gap-5">
          <Radios
            name="policy"
            legend="When a second step is asked for"
            value={mfa.policy}
            options={[...mfaPolicies].reverse().map((value) => ({ value, ...policyWords[value] }))}
          />
          <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
            <TextField
              name="gracePeriodDays"
              label="Grace period"
              inputMode="numeric"
              value={String(mfa.gracePeriodDays)}
              hint="Days people may still skip after it became required. 0 to 30."
            />
            <TextField
              name="promptAgainAfterDays"
              label="Ask again (optional)"
              inputMode="numeric"
              value={mfa.promptAgainAfterDays === null ? '' : String(mfa.promptAgainAfterDays)}
              hint="Days after somebody skipped. Empty: never."
            />
            <SelectField
              name="autoEnroll.phone"
              label="Phone proven at sign-up"
              options={enrolling}
              value={mfa.autoEnroll.phone}
              hint="Whether it becomes a second step by itself."
            />
            <SelectField
              name="autoEnroll.email"
              label="Email proven at sign-up"
              options={enrolling}
              value={mfa.autoEnroll.email}
            />
          </div>
          <div className="grid">
            <Box
              name="distinctChannel"
              label="The second step uses another channel than the first"
              hint="A phone that reset the password can't also confirm the next sign-in."
              checked={mfa.distinctChannel === 'enforce'}
            />
            <Box
              name="emailSatisfiesAcr"
              label="An email code counts as multi-factor for applications"
              hint="Below AAL2. Leave off unless an application insists."
              checked={mfa.emailSatisfiesAcr}
            />
          </div>
        </div>
      </Panel>
      <Panel title="Trusted browsers">
        <div className="grid gap-5">
          <Box
            name="trusted"
            role="switch"
            label="Offer “Don't ask again on this browser”"
            hint="Never skips set-up, a fresh proof or a strong step-up."
            checked={trustedDevice.enabled}
          />
          <TextField
            name="durationDays"
            label="Days"
            inputMode="numeric"
            value={String(trustedDevice.durationDays)}
            hint="1 to 30, counted from the day it was trusted."
            className="max-w-32"
          />
          <Box
            name="always"
            label="Over the API, trust every device that passed a second step"
            hint="For apps that call /auth: nobody is asked. On the hosted pages people still choose."
            checked={trustedDevice.always}
          />
        </div>
      </Panel>
      <div>
        <Submit>Save</Submit>
      </div>
    </ActionForm>
  )
}

/** Numbers of the codes we send. */
export function CodesForm({ settings: { verificationCodePolicy: policy } }: Pick<Props, 'settings'>) {
  return (
    <Panel title="Codes">
      <ActionForm action={saveCodes} saved="Saved.">
        <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-3">
          <SelectField
            name="length"
            label="Digits"
            value={String(policy.length)}
            options={['6', '8'].map((value) => ({ value, label: value }))}
          />
          <TextField
            name="expirationDuration"
            label="Life in seconds"
            inputMode="numeric"
            value={String(policy.expirationDuration)}
            hint="60 to 600."
          />
          <TextField
            name="maxRetryAttempts"
            label="Tries"
            inputMode="numeric"
            value={String(policy.maxRetryAttempts)}
            hint="1 to 5 per code."
          />
        </div>
        <div>
          <Submit look="secondary">Save codes</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}
