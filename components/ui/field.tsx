import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes } from 'react'
import { classes } from './classes'
import { Icon, type IconName } from './icon'

const tones = {
  error: { box: 'bg-danger-tint text-danger', icon: 'alert' },
  warning: { box: 'bg-warning-tint text-warning', icon: 'alert' },
  success: { box: 'bg-success-tint text-success', icon: 'check' },
  info: { box: 'bg-info-tint text-link', icon: 'info' },
} as const satisfies Record<string, { box: string; icon: IconName }>

export type Tone = keyof typeof tones

type AlertProps = {
  tone?: Tone
  id?: string
  /** the sentence that stands out */
  strong: string
  children?: ReactNode
  /** support reference */
  reference?: string
  className?: string
}

/** What went wrong, what to know, what was done: the one place a refusal is drawn. An error is announced when it appears. */
export function Alert({ tone = 'info', id, strong, children, reference, className }: AlertProps) {
  const { box, icon } = tones[tone]
  return (
    <div
      id={id}
      role={tone === 'error' ? 'alert' : 'status'}
      className={classes('flex gap-3 rounded-control px-3.5 py-3 text-sm leading-5', box, className)}
    >
      <Icon name={icon} className="shrink-0" />
      <div className="min-w-0 flex-1">
        <strong className="font-semibold">{strong}</strong> {children && <span className="text-ink">{children}</span>}
        {reference && <span className="mt-1 block text-xs text-soft">{reference}</span>}
      </div>
    </div>
  )
}

/** Ids of what describes a control, for aria-describedby. */
export const describedBy = (...ids: (string | false | undefined)[]): string | undefined =>
  ids.filter(Boolean).join(' ') || undefined

const control =
  'block min-h-11 w-full rounded-control border bg-surface px-3 text-base text-ink placeholder:text-soft focus-visible:border-link disabled:bg-raised disabled:text-soft'
export const controlClasses = (invalid: boolean, className?: string): string =>
  classes(control, invalid ? 'border-danger' : 'border-edge', className)

type LabeledProps = { id: string; label: string; hint?: string; error?: string; beside?: ReactNode; children: ReactNode }

/** A control with its label, its hint, and its own error under it. */
export function Labeled({ id, label, hint, error, beside, children }: LabeledProps) {
  return (
    <div className="grid gap-1.5">
      <div className="flex items-center justify-between gap-4">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {beside}
      </div>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
      <ControlError id={id} error={error} />
    </div>
  )
}

/** The error of one control or group, under it. */
export function ControlError({ id, error }: { id: string; error?: string }) {
  if (!error) return null
  return (
    <p id={`${id}-error`} role="alert" className="flex gap-1.5 text-sm text-danger">
      <Icon name="alert" size={16} className="mt-0.5 shrink-0" />
      {error}
    </p>
  )
}

type Described = { label: string; hint?: string; error?: string; beside?: ReactNode; describedby?: string }
type InputProps = Described & { name: string } & Omit<InputHTMLAttributes<HTMLInputElement>, 'name'>

/** A labeled text input. `describedby` names an error that is drawn elsewhere on the page. */
export function Field({ label, hint, error, beside, describedby, id, className, ...rest }: InputProps) {
  const own = id ?? `field-${rest.name}`
  const invalid = !!error || !!describedby
  return (
    <Labeled id={own} label={label} hint={hint} error={error} beside={beside}>
      <input
        id={own}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy(describedby, hint && `${own}-hint`, error && `${own}-error`)}
        className={controlClasses(invalid, className)}
        {...rest}
      />
    </Labeled>
  )
}

type SelectProps = Described & { name: string } & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'name'>

/** A labeled native select: the platform's own list, on every device. */
export function Select({ label, hint, error, beside, describedby, id, className, children, ...rest }: SelectProps) {
  const own = id ?? `field-${rest.name}`
  return (
    <Labeled id={own} label={label} hint={hint} error={error} beside={beside}>
      <span className="relative block">
        <select
          id={own}
          aria-invalid={!!error || undefined}
          aria-describedby={describedBy(describedby, hint && `${own}-hint`, error && `${own}-error`)}
          className={controlClasses(!!error, classes('appearance-none pe-9', className))}
          {...rest}
        >
          {children}
        </select>
        <Icon name="down" size={16} className="pointer-events-none absolute end-3 top-1/2 -translate-y-1/2 text-soft" />
      </span>
    </Labeled>
  )
}

type CheckboxProps = { label: string; hint?: string; error?: string; name: string } & Omit<
  InputHTMLAttributes<HTMLInputElement>,
  'name' | 'type'
>

/** A box to tick; with `role="switch"` it is drawn as a switch. */
export function Checkbox({ label, hint, error, id, className, role, ...rest }: CheckboxProps) {
  const own = id ?? `field-${rest.name}`
  const box =
    role === 'switch'
      ? 'h-6 w-10 appearance-none rounded-full border border-edge bg-raised p-0.5 before:block before:size-4.5 before:rounded-full before:bg-soft before:transition-transform checked:border-primary checked:bg-primary checked:before:translate-x-4 checked:before:bg-on-primary rtl:checked:before:-translate-x-4'
      : 'mt-0.5 size-5 accent-primary'
  return (
    <div className={classes('flex min-h-11 items-start gap-3 py-2', className)}>
      <input
        id={own}
        type="checkbox"
        role={role}
        className={classes('shrink-0', box)}
        aria-invalid={!!error || undefined}
        aria-describedby={describedBy(hint && `${own}-hint`, error && `${own}-error`)}
        {...rest}
      />
      <div className="grid">
        <label htmlFor={own} className="text-sm leading-6">
          {label}
        </label>
        {hint && (
          <p id={`${own}-hint`} className="text-sm text-soft">
            {hint}
          </p>
        )}
        <ControlError id={own} error={error} />
      </div>
    </div>
  )
}
