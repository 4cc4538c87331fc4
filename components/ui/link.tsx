import type { AnchorHTMLAttributes } from 'react'
import { type ButtonLook, buttonClasses } from './button'
import { classes } from './classes'

type Anchor = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }

/** A link in running text or under a form, with a target that thumbs can hit. */
export function TextLink({ className, ...rest }: Anchor) {
  return (
    <a
      className={classes('inline-flex min-h-11 items-center font-medium text-link underline-offset-4 hover:underline', className)}
      {...rest}
    />
  )
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink({ look, size, wide, className, ...rest }: ButtonLook & Anchor) {
  return <a className={buttonClasses({ look, size, wide }, className)} {...rest} />
}
