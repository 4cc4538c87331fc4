import { ActionForm } from '@/components/console/action-form'
import { Box, SelectField, Submit } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import { accountFieldWords } from '@/lib/admin/setting-words'
import type { Settings } from '@/lib/admin/settings'
import { languages } from '@/lib/i18n'
import { saveAccountCenter, saveLanguages } from './actions'

type Props = { settings: Settings }

/** What people may do for themselves, and in which language. */
export const Account = ({ settings }: Props) => (
  <>
    <Languages settings={settings} />
    <AccountCenter settings={settings} />
  </>
)

/** Which language people meet. */
function Languages({ settings: { languageInfo } }: Props) {
  return (
    <Panel title="Languages" lead="An application's wish comes first, then the person's own choice.">
      <ActionForm action={saveLanguages} saved="Languages saved.">
        <Box
          name="autoDetect"
          role="switch"
          label="Follow the browser"
          hint="For people who chose none."
          checked={languageInfo.autoDetect}
        />
        <div className="max-w-80">
          <SelectField
            name="fallbackLanguage"
            label="Everybody else"
            options={languages.map(({ tag, name }) => ({ value: tag, label: name }))}
            value={languageInfo.fallbackLanguage}
          />
        </div>
        <div>
          <Submit look="secondary">Save languages</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}

const access = [
  { value: 'Edit', label: 'Change it' },
  { value: 'ReadOnly', label: 'See it' },
  { value: 'Off', label: 'Neither' },
]

/** What people do for themselves on their account pages. */
function AccountCenter({ settings: { accountCenter } }: Props) {
  return (
    <Panel title="Account pages" lead="What people may do for themselves.">
      <ActionForm action={saveAccountCenter} saved="Account pages saved.">
        <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
          {accountFieldWords.map(({ name, label }) => (
            <SelectField key={name} name={`field.${name}`} label={label} options={access} value={accountCenter.fields[name]} />
          ))}
        </div>
        <div>
          <Submit look="secondary">Save account pages</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}
