import { PasskeyButton } from '@/components/prompts/passkey-button'
import { PasswordInput } from '@/components/prompts/password-input'
import { Field, Select } from '@/components/ui/field'
import { TextLink } from '@/components/ui/link'
import type { Body, FieldView, LinkView } from '@/lib/hosted/view'
import { Act, Ways } from './actions'
import { alertId } from './alert-id'

type FormView = Extract<Body, { kind: 'form' }>

/** Fields, one primary button, and smaller ways on. */
export function FormBody({ body, invalid }: { body: FormView; invalid?: string }) {
  const { fields, username, primary, known, passkey, links, fine, beside } = body
  return (
    <div className="grid gap-5">
      {username && <input type="text" name="account" autoComplete="username" value={username} readOnly hidden />}
      {known && <Act action={known} wide />}
      {fields.map((field) => (
        <AnyField
          key={field.name}
          field={field}
          invalid={invalid === field.name}
          focus={invalid ? invalid === field.name : fields.length === 1}
          beside={field.type === 'password' ? beside : undefined}
        />
      ))}
      {fine && <p className="text-sm text-soft">{fine}</p>}
      <div className="grid gap-2">
        <Act action={primary} look="primary" wide />
        {passkey && <PasskeyButton passkey={passkey} ceremony="get" autofill={passkey.autofill} look="secondary" />}
        <Ways ways={links} />
      </div>
    </div>
  )
}

type AnyFieldProps = { field: FieldView; invalid: boolean; focus: boolean; beside?: LinkView }

export function AnyField({ field, invalid, focus, beside }: AnyFieldProps) {
  const { reveal, countries, optional, value, ...rest } = field
  const describedby = invalid ? alertId : undefined
  if (reveal)
    return (
      <PasswordInput
        name={field.name}
        label={field.label}
        autoComplete={field.autoComplete}
        hint={field.hint}
        reveal={reveal}
        describedby={describedby}
        focus={focus}
      >
        {beside && (
          <TextLink href={beside.href} data-action={beside.action} className="-my-2.5 text-sm">
            {beside.label}
          </TextLink>
        )}
      </PasswordInput>
    )
  return (
    <>
      {countries && (
        <Select name="country" label={countries.label} defaultValue={countries.value} autoComplete="country">
          {countries.options.map(({ code, label }) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </Select>
      )}
      <Field
        {...rest}
        defaultValue={value}
        required={!optional}
        describedby={describedby}
        autoCapitalize="none"
        spellCheck={false}
        dir={field.type === 'tel' || field.type === 'email' ? 'ltr' : undefined}
        autoFocus={focus}
      />
    </>
  )
}
