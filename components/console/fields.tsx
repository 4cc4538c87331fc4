'use client'

import type { ButtonHTMLAttributes, ComponentProps, ReactNode, TextareaHTMLAttributes } from 'react'
import { Button, type ButtonLook } from '../ui/button'
import { Checkbox, ControlError, controlClasses, describedBy, Field, Labeled, Select } from '../ui/field'
import { useForm } from './action-form'

/** The last typed text of a control, else what is stored. */
function useControl(name: string, stored: string | undefined) {
  const { state, prefix } = useForm()
  const typed = state.ok === false ? state.values?.[name] : undefined
  return {
    id: `${prefix}-${name}`,
    error: state.fields?.[name],
    value: (typeof typed === 'string' ? typed : undefined) ?? stored,
  }
}

type TextProps = ComponentProps<typeof Field> & { value?: string }

export function TextField({ value, ...rest }: TextProps) {
  const control = useControl(rest.name, value)
  return <Field id={control.id} {...rest} error={control.error} defaultValue={control.value} />
}

type AreaProps = { name: string; label: string; hint?: string; value?: string; mono?: boolean; beside?: ReactNode } & Omit<
  TextareaHTMLAttributes<HTMLTextAreaElement>,
  'name' | 'value'
>

export function TextArea({ label, hint, value, mono, beside, ...rest }: AreaProps) {
  const control = useControl(rest.name, value)
  const id = rest.id ?? control.id
  return (
    <Labeled id={id} label={label} hint={hint} error={control.error} beside={beside}>
      <textarea
        id={id}
        rows={4}
        aria-invalid={!!control.error || undefined}
        aria-describedby={describedBy(hint && `${id}-hint`, control.error && `${id}-error`)}
        className={controlClasses(!!control.error, `py-2 leading-6 ${mono ? 'font-mono text-sm' : ''}`)}
        defaultValue={control.value}
        spellCheck={!mono}
        {...rest}
      />
    </Labeled>
  )
}

export type Option = { value: string; label: string }
type SelectProps = Omit<ComponentProps<typeof Select>, 'children' | 'value'> & { value?: string; options: Option[] }

export function SelectField({ value, options, ...rest }: SelectProps) {
  const control = useControl(rest.name, value)
  return (
    // a select keeps what it first showed unless it is a new one
    <Select key={control.value} id={control.id} {...rest} error={control.error} defaultValue={control.value}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  )
}

type BoxProps = Omit<ComponentProps<typeof Checkbox>, 'value' | 'error'> & {
  checked?: boolean
  value?: string
  /** where its error is told, if not under its own name */
  at?: string
}

/** A box to tick, or a switch. Several with one name make a list. */
export function Box({ checked = false, at, ...rest }: BoxProps) {
  const { state, prefix } = useForm()
  const typed = state.ok === false ? (state.values?.[rest.name] ?? []) : undefined
  const ticked = typed === undefined ? checked : rest.value ? [typed].flat().includes(rest.value) : typed.length > 0
  const id = [prefix, rest.name, rest.value].filter(Boolean).join('-')
  return <Checkbox key={String(ticked)} id={id} {...rest} error={state.fields?.[at ?? rest.name]} defaultChecked={ticked} />
}

type RadioProps = { name: string; legend: string; value: string; options: (Option & { hint?: string; disabled?: boolean })[] }

/** One of a few, each explained. */
export function Radios({ name, legend, value, options }: RadioProps) {
  const control = useControl(name, value)
  return (
    <fieldset className="grid gap-1" aria-describedby={control.error && `${control.id}-error`}>
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex min-h-11 cursor-pointer items-start gap-3 rounded-control px-3 py-2.5 hover:bg-raised has-checked:bg-info-tint has-disabled:cursor-default has-disabled:text-soft"
        >
          <input
            key={control.value}
            type="radio"
            name={name}
            value={option.value}
            defaultChecked={option.value === control.value}
            disabled={option.disabled}
            className="mt-1 size-4 shrink-0 accent-primary"
          />
          <span className="grid text-sm leading-6">
            <span className="font-medium">{option.label}</span>
            {option.hint && <span className="leading-5 text-soft">{option.hint}</span>}
          </span>
        </label>
      ))}
      <ControlError id={control.id} error={control.error} />
    </fieldset>
  )
}

/** The error of a group that has no single control. */
export function GroupError({ name }: { name: string }) {
  const { state, prefix } = useForm()
  return <ControlError id={`${prefix}-${name}`} error={state.fields?.[name]} />
}

/** Sends the form; steps back while it is on its way. */
export function Submit({
  look = 'primary',
  size,
  wide,
  children,
  ...rest
}: ButtonLook & ButtonHTMLAttributes<HTMLButtonElement>) {
  const { pending } = useForm()
  return (
    <Button look={look} size={size} wide={wide} disabled={pending} {...rest}>
      {children}
    </Button>
  )
}
