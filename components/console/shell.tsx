import type { ReactNode } from 'react'
import type { FormAction } from '@/lib/hosted/console-state'
import { Icon } from '../ui/icon'
import { Mark } from '../ui/mark'
import { NavLink } from '../ui/nav-link'
import { PageHeader } from '../ui/panel'
import { ActionForm } from './action-form'
import { Submit } from './fields'
import { navigation } from './navigation'

export type ShellProps = {
  /** `main[data-page="console-<name>"]` */
  name: string
  /** the entry of the navigation it belongs to, if not its own */
  section?: string
  title: string
  lead?: ReactNode
  /** across from the title */
  actions?: ReactNode
  /** the way up, on pages of one thing */
  back?: { href: string; label: string }
  me: { name: string; role: string }
  product: string
  inbox: boolean
  alarm: boolean
  signOut: FormAction
  children: ReactNode
}

function Entries({ name, inbox }: Pick<ShellProps, 'name' | 'inbox'>) {
  return navigation.map((group) => (
    <div key={group.title} className="grid gap-0.5">
      {group.title && <p className="px-3 pb-1 text-xs font-medium text-soft">{group.title}</p>}
      <ul className="grid gap-0.5">
        {group.entries
          .filter((entry) => inbox || entry.name !== 'inbox')
          .map((entry) => (
            <li key={entry.href}>
              <NavLink href={entry.href} current={entry.name === name}>
                {entry.label}
              </NavLink>
            </li>
          ))}
      </ul>
    </div>
  ))
}

function Me({ me, signOut }: Pick<ShellProps, 'me' | 'signOut'>) {
  return (
    <div className="flex items-center justify-between gap-2 border-t border-line px-3 pt-3">
      <p className="min-w-0 text-sm leading-5">
        <span className="block truncate font-medium">{me.name}</span>
        <span className="block text-xs text-soft first-letter:uppercase">{me.role}</span>
      </p>
      <ActionForm action={signOut} className="shrink-0">
        <Submit look="quiet" size="small">
          Sign out
        </Submit>
      </ActionForm>
    </div>
  )
}

const Brand = ({ product }: { product: string }) => (
  <a href="/console" className="flex min-h-11 items-center gap-2.5 rounded-control px-3 font-semibold tracking-tight">
    <Mark size={22} />
    <span className="truncate">{product}</span>
    <span className="text-sm font-normal text-soft">Console</span>
  </a>
)

/** Frame of every console page: navigation beside it, or in a menu on narrow screens. */
export function Shell({
  name,
  section = name,
  title,
  lead,
  actions,
  back,
  me,
  product,
  inbox,
  alarm,
  signOut,
  children,
}: ShellProps) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only z-20 rounded-control bg-surface px-4 py-2 focus:not-sr-only focus:fixed focus:start-2 focus:top-2"
      >
        Skip to content
      </a>
      <aside className="hidden border-e border-line bg-surface lg:block">
        <div className="sticky top-0 flex h-dvh flex-col gap-5 overflow-y-auto px-3 py-4">
          <Brand product={product} />
          <nav aria-label="Console" className="grid flex-1 content-start gap-5">
            <Entries name={section} inbox={inbox} />
          </nav>
          <Me me={me} signOut={signOut} />
        </div>
      </aside>
      <header className="sticky top-0 z-10 border-b border-line bg-surface lg:hidden">
        <details className="group">
          <summary className="flex min-h-14 list-none items-center justify-between gap-3 px-4 [&::-webkit-details-marker]:hidden">
            <span className="flex items-center gap-2.5 font-semibold">
              <Mark size={22} />
              {product} <span className="text-sm font-normal text-soft">Console</span>
            </span>
            <span className="inline-flex min-h-11 items-center gap-1.5 text-sm font-medium text-soft">
              Menu
              <Icon name="down" size={16} className="transition-transform group-open:rotate-180" />
            </span>
          </summary>
          <nav aria-label="Console" className="grid max-h-[75dvh] gap-5 overflow-y-auto border-t border-line px-3 py-4">
            <Entries name={section} inbox={inbox} />
            <Me me={me} signOut={signOut} />
          </nav>
        </details>
      </header>
      <div className="min-w-0">
        {alarm && (
          <p role="alert" className="bg-danger-tint px-5 py-2.5 text-center text-sm font-medium text-danger">
            The inbox is on in production: codes of real people can be read here. Unset INBOX and restart.
          </p>
        )}
        <main
          id="content"
          data-page={`console-${name}`}
          className="mx-auto grid w-full max-w-6xl grid-cols-1 gap-6 px-4 py-6 sm:px-8 sm:py-8"
        >
          <div className="grid gap-2">
            {back && (
              <a href={back.href} className="inline-flex min-h-8 w-fit items-center gap-1 text-sm text-soft hover:text-ink">
                <Icon name="back" size={16} />
                {back.label}
              </a>
            )}
            <PageHeader title={title} lead={lead}>
              {actions}
            </PageHeader>
          </div>
          {children}
        </main>
      </div>
    </div>
  )
}
