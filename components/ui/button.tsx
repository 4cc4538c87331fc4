import type { ButtonHTMLAttributes } from 'react'
import { classes } from './classes'

const looks = {
  primary: 'bg-primary text-on-primary font-semibold hover:brightness-110 active:brightness-95',
  secondary: 'border border-edge bg-surface font-medium text-ink hover:bg-raised active:bg-canvas',
  quiet: 'font-medium text-ink hover:bg-raised active:bg-canvas',
  link: 'font-medium text-link underline-offset-4 hover:underline',
  danger: 'border border-danger bg-surface font-semibold text-danger hover:bg-danger-tint',
} as const

const sizes = { regular: 'min-h-11 px-4 text-base', small: 'min-h-9 px-3 text-sm' } as const

export type ButtonLook = { look?: keyof typeof looks; size?: keyof typeof sizes; wide?: boolean }

/** Classes of a button; a link that looks like one uses them too. */
export const buttonClasses = ({ look = 'secondary', size = 'regular', wide = false }: ButtonLook, className?: string): string =>
  classes(
    'inline-flex items-center justify-center gap-2 rounded-control text-center transition-[filter,background-color]',
    'disabled:cursor-not-allowed disabled:opacity-60',
    looks[look],
    sizes[size],
    wide && 'w-full',
    className,
  )

/** One look per meaning: one primary button on a page, everything else steps back. */
export function Button({
  look,
  size,
  wide,
  className,
  type = 'submit',
  ...rest
}: ButtonLook & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type={type} className={buttonClasses({ look, size, wide }, className)} {...rest} />
}
