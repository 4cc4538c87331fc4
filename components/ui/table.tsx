import type { ReactNode } from 'react'
import { classes } from './classes'

/** A column: `end` aligns figures and buttons, `quiet` steps back, `narrow` takes no more than it needs. */
export type Column = { key: string; title: string; end?: boolean; quiet?: boolean; narrow?: boolean; hideTitle?: boolean }
export type TableRow = { id: string; cells: Record<string, ReactNode> }

/** Rows of data; scrolls sideways by itself where the screen is narrow. */
export function Table({ caption, columns, rows }: { caption: string; columns: Column[]; rows: TableRow[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="overflow-x-auto" tabIndex={0} aria-label={caption}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-soft">
            {columns.map((c) => (
              <th
                key={c.key}
                scope="col"
                className={classes('px-5 py-2.5 font-medium sm:px-6', c.end ? 'text-end' : 'text-start', c.narrow && 'w-px')}
              >
                {c.hideTitle ? <span className="sr-only">{c.title}</span> : c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-b border-line last:border-0 hover:bg-raised">
              {columns.map((c) => (
                <td
                  key={c.key}
                  className={classes(
                    'px-5 py-3 sm:px-6',
                    c.end && 'text-end',
                    c.quiet && 'text-soft',
                    c.narrow && 'w-px whitespace-nowrap',
                  )}
                >
                  {row.cells[c.key]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
