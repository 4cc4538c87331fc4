import { ActionForm } from '@/components/console/action-form'
import { SelectField, Submit, TextArea, TextField } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import type { Settings } from '@/lib/admin/settings'
import { contrast, textOn } from '@/lib/hosted/brand'
import type { Country } from '@/lib/hosted/countries'
import { saveBranding, saveCountries } from './actions'

function Sample({ color, title }: { color: string; title: string }) {
  const ink = textOn(color)
  return (
    <span className="grid gap-1 text-xs text-soft">
      <span
        className="inline-flex min-h-10 items-center justify-center rounded-control px-4 text-sm font-semibold"
        style={{ background: color, color: ink }}
      >
        Continue
      </span>
      {title}: {contrast(color, ink).toFixed(1)}:1
    </span>
  )
}

/** How hosted pages look, and whose they are. */
export function Branding({ settings: { branding } }: { settings: Settings }) {
  const { primaryColor, darkPrimaryColor } = branding
  return (
    <Panel title="Branding" lead="Text on your color is black or white, whichever reads better.">
      <ActionForm action={saveBranding} saved="Branding saved.">
        <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
          <TextField name="productName" label="Product name" value={branding.productName} />
          <TextField name="logoUrl" type="url" label="Logo address (optional)" value={branding.logoUrl} placeholder="https://" />
          <TextField name="primaryColor" label="Color" value={primaryColor} spellCheck={false} />
          <TextField name="darkPrimaryColor" label="Color in dark mode" value={darkPrimaryColor} spellCheck={false} />
          <div className="flex gap-4 sm:col-span-2">
            <Sample color={primaryColor} title="Light" />
            <Sample color={darkPrimaryColor} title="Dark" />
          </div>
          <TextField name="termsUrl" type="url" label="Terms (optional)" value={branding.termsUrl} placeholder="https://" />
          <TextField name="privacyUrl" type="url" label="Privacy (optional)" value={branding.privacyUrl} placeholder="https://" />
          <TextField
            name="supportUrl"
            type="url"
            label="Help page (optional)"
            value={branding.supportUrl}
            placeholder="https://"
          />
          <TextField name="supportEmail" type="email" label="Help email (optional)" value={branding.supportEmail} />
        </div>
        <div>
          <Submit look="secondary">Save branding</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}

/** Where text messages may go: nowhere until somebody says so. */
export function Countries({ settings, countries }: { settings: Settings; countries: Country[] }) {
  const { allowedCountries, branding } = settings
  return (
    <Panel title="Countries" lead="Text messages go to these countries only. Empty refuses all; the inbox is exempt.">
      <ActionForm action={saveCountries} saved="Countries saved.">
        <TextArea
          name="allowedCountries"
          label="Allowed countries"
          hint="Two-letter codes such as US, DE, PT."
          value={allowedCountries.join(', ')}
          rows={2}
        />
        <SelectField
          name="defaultCountry"
          label="Default country"
          hint="How a number without a country code is read."
          value={branding.defaultCountry}
          options={countries.map(({ code, label }) => ({ value: code, label }))}
        />
        <div>
          <Submit look="secondary">Save countries</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}
