import type { ReactNode } from 'react'

/**
 * A question that stands before the page. It is part of the page the address asked for, so it works without JavaScript:
 * its answers are a form and a link.
 */
export function Dialog({ id, title, children, actions }: { id: string; title: string; children: ReactNode; actions: ReactNode }) {
  return (
    <div className="fixed inset-0 z-10 grid items-end bg-canvas/80 p-4 backdrop-blur-sm sm:place-items-center">
      <div
        role="alertdialog"
        aria-modal="true"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
        className="w-full max-w-md rounded-card border border-line bg-surface p-6 shadow-card"
      >
        <h2 id={`${id}-title`} className="text-lg font-semibold">
          {title}
        </h2>
        <div id={`${id}-text`} className="mt-2 text-soft">
          {children}
        </div>
        <div className="mt-6 flex flex-wrap justify-end gap-3">{actions}</div>
      </div>
    </div>
  )
}
