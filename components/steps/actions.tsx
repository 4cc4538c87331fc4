import { Button, type ButtonLook } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/link'
import type { ActionView, LinkView } from '@/lib/hosted/view'

type Looks = ButtonLook & { className?: string }

/** A button of the form, named for the server by its value and for the outside by `data-action`. */
export function Act({ action, ...look }: { action: ActionView } & Looks) {
  return (
    <Button
      name={action.name ?? 'action'}
      value={action.value ?? action.action}
      data-action={action.action}
      data-factor={action.factor}
      {...look}
    >
      {action.label}
    </Button>
  )
}

/** A button or a link, whichever the view says. */
export function Way({ way, ...look }: { way: ActionView | LinkView } & Looks) {
  if (!('href' in way)) return <Act action={way} {...look} />
  return (
    <ButtonLink href={way.href} data-action={way.action} {...look}>
      {way.label}
    </ButtonLink>
  )
}

/** Smaller ways on, under the primary button. */
export function Ways({ ways }: { ways: (ActionView | LinkView)[] }) {
  if (!ways.length) return null
  return (
    <div className="grid justify-items-center">
      {ways.map((way) => (
        <Way key={way.action} way={way} look="link" size="small" className="min-h-11" />
      ))}
    </div>
  )
}
