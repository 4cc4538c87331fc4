import type { ReactNode } from 'react'
import { Mark } from '../ui/mark'

/** A console page without navigation: for people who are not in. */
export function Plain({ name, title, lead, children }: { name: string; title: string; lead: ReactNode; children?: ReactNode }) {
  return (
    <div className="grid min-h-dvh place-items-start px-4 py-10 sm:place-items-center">
      <main
        data-page={`console-${name}`}
        className="grid w-full max-w-md gap-5 rounded-card border border-line bg-surface p-6 shadow-card sm:p-8"
      >
        <Mark />
        <div className="grid gap-1.5">
          <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
          <p className="text-soft">{lead}</p>
        </div>
        {children}
      </main>
    </div>
  )
}
