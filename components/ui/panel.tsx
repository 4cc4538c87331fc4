import type { ReactNode } from 'react'
import { classes } from './classes'

type PanelProps = {
  title?: string
  lead?: ReactNode
  /** badges or buttons across from the title */
  aside?: ReactNode
  /** content to the edges, for tables and lists */
  flush?: boolean
  id?: string
  className?: string
  children?: ReactNode
}

/** A titled surface: the unit a page is made of. */
export function Panel({ title, lead, aside, flush = false, id, className, children }: PanelProps) {
  const heading = title && (id ? `${id}-title` : undefined)
  return (
    <section
      id={id}
      aria-labelledby={heading || undefined}
      className={classes('overflow-clip rounded-card border border-line bg-surface', className)}
    >
      {title && (
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 py-4 sm:px-6">
          <div>
            <h2 id={heading || undefined} className="text-base font-semibold">
              {title}
            </h2>
            {lead && <p className="text-sm text-soft">{lead}</p>}
          </div>
          {aside}
        </header>
      )}
      {children && <div className={classes(!flush && 'px-5 pb-5 sm:px-6', !flush && !title && 'pt-5')}>{children}</div>}
    </section>
  )
}

/** The title of a page, one line about it, and what can be done with it. */
export function PageHeader({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-4">
      <div className="min-w-0">
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        {lead && <p className="mt-1 text-soft">{lead}</p>}
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </header>
  )
}

/** Nothing here yet: what belongs here and how to begin. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-12 text-center">
      <p className="font-semibold">{title}</p>
      {children && <div className="max-w-prose text-sm text-soft">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}
