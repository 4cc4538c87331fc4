import { ActionForm } from '@/components/console/action-form'
import { Box, GroupError, SelectField, Submit } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import type { ApplicationView } from '@/lib/admin/applications'
import { factorChoices, mfaPolicies, policyWords } from '@/lib/admin/setting-words'
import type { Settings } from '@/lib/admin/settings'
import { saveSecondStep } from '../actions'

const acr = [
  { value: '', label: 'As the policy says' },
  { value: 'mfa', label: 'Always two factors (mfa)' },
  { value: 'phr', label: 'Always a passkey (phr)' },
]
const policies = [
  { value: '', label: "The tenant's policy" },
  ...mfaPolicies.map((value) => ({ value, label: policyWords[value].label })),
]

type Props = { application: ApplicationView; settings: Settings }

/** How this application is stricter than the tenant. */
export function SecondStep({ application: { id, mfa }, settings }: Props) {
  const choices = factorChoices.filter(({ name }) => [...settings.mfa.factors, ...(mfa.allowedFactors ?? [])].includes(name))
  return (
    <Panel id="second-step" title="Second step" lead="Stricter than the tenant's settings, never weaker.">
      <ActionForm action={saveSecondStep} hidden={{ id }} saved="Saved.">
        <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
          <SelectField name="policy" label="Policy" options={policies} value={mfa.policy ?? ''} />
          <SelectField name="requiredAcr" label="Required assurance" options={acr} value={mfa.requiredAcr ?? ''} />
        </div>
        {choices.length > 0 && (
          <fieldset className="grid gap-1">
            <legend className="text-sm font-medium">Only these factors</legend>
            <p className="text-sm text-soft">None ticked: every factor of the tenant.</p>
            {choices.map(({ name, title }) => (
              <Box
                key={name}
                name="allowedFactors"
                value={name}
                label={title}
                at="group"
                checked={mfa.allowedFactors?.includes(name)}
              />
            ))}
            <GroupError name="allowedFactors" />
          </fieldset>
        )}
        <Box
          name="askOnTrusted"
          label="Ask on trusted browsers too"
          hint="“Don't ask again on this browser” does not count here."
          checked={mfa.trustedDevice === false}
        />
        <div>
          <Submit look="secondary">Save</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}
