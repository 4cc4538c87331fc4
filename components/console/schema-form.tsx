import type { FormField } from '@/lib/connectors/form'
import { Box, SelectField, TextField } from './fields'

/** What is stored under a flat name: plain values as they are, secrets only as set or not. */
type Stored = { value?: string; set?: boolean; on?: boolean }
type Props = { fields: FormField[]; stored: Record<string, Stored> }

function hintOf(field: FormField, { set }: Stored): string | undefined {
  const kept = field.secret && set ? 'Stored. Leave empty to keep it.' : undefined
  const words = [kept, field.description].filter(Boolean).join(' ')
  return words || undefined
}

function Input({ field, stored }: { field: FormField; stored: Stored }) {
  const { name, type, secret } = field
  const label = field.required ? field.title : `${field.title} (optional)`
  const hint = hintOf(field, stored)
  if (type === 'checkbox')
    return <Box name={name} role="switch" label={field.title} hint={hint} checked={stored.on ?? field.default === true} />
  const preset = field.default === undefined ? '' : String(field.default)
  if (type === 'select') {
    const options = (field.options ?? []).map((value) => ({ value, label: value }))
    return <SelectField name={name} label={label} hint={hint} options={options} value={stored.value ?? preset} />
  }
  const input = (
    <TextField
      name={name}
      label={secret && field.generated ? field.title : label}
      hint={hint}
      type={secret ? 'password' : 'text'}
      inputMode={type === 'number' ? 'numeric' : undefined}
      value={secret ? '' : (stored.value ?? preset)}
      placeholder={secret && stored.set ? '••••••••' : field.placeholder}
      autoComplete={secret ? 'new-password' : 'off'}
      spellCheck={false}
    />
  )
  if (!secret || !stored.set || field.required) return input
  return (
    <div className="grid">
      {input}
      <Box name={`${name}.clear`} label="Remove the stored value" />
    </div>
  )
}

/** Inputs of a settings form, in the order of its schema (DESIGN.md §9). */
export function SchemaForm({ fields, stored }: Props) {
  return (
    <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
      {fields.map((field) => (
        <Input key={field.name} field={field} stored={stored[field.name] ?? {}} />
      ))}
    </div>
  )
}
