import type { ReactNode } from 'react'
import { classes } from './classes'

/** An entry of a side navigation; the page one is on is marked for eyes and for screen readers. */
export function NavLink({ href, current, children }: { href: string; current?: boolean; children: ReactNode }) {
  return (
    <a
      href={href}
      aria-current={current ? 'page' : undefined}
      className={classes(
        'flex min-h-10 items-center gap-2.5 rounded-control px-3 text-sm font-medium',
        current ? 'bg-info-tint text-link' : 'text-soft hover:bg-raised hover:text-ink',
      )}
    >
      {children}
    </a>
  )
}

export type Tab = { href: string; label: string; current?: boolean }

/** Views of one thing, each with an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav aria-label={label} className="overflow-x-auto border-b border-line">
      <ul className="flex gap-6">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a
              href={tab.href}
              aria-current={tab.current ? 'page' : undefined}
              className={classes(
                '-mb-px flex min-h-11 items-center border-b-2 text-sm font-medium whitespace-nowrap',
                tab.current ? 'border-link text-ink' : 'border-transparent text-soft hover:text-ink',
              )}
            >
              {tab.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
