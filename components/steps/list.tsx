import { Badge } from '@/components/ui/badge'
import { Icon } from '@/components/ui/icon'
import type { Body, RowView } from '@/lib/hosted/view'
import { Ways } from './actions'

/** Ways to choose from. Each row says where it goes; pressing it is choosing it. */
export function ListBody({ body }: { body: Extract<Body, { kind: 'list' }> }) {
  const { rows, links, stuck, fine } = body
  return (
    <div className="grid gap-4">
      <ul className="divide-y divide-line overflow-clip rounded-control border border-line">
        {rows.map((row) => (
          <li key={row.value}>
            <Row row={row} />
          </li>
        ))}
      </ul>
      {fine && <p className="text-sm text-soft">{fine}</p>}
      <Ways ways={links} />
      {stuck && (
        <details className="text-sm">
          <summary className="flex min-h-11 list-none items-center justify-center font-medium text-link underline-offset-4 hover:underline">
            {stuck.label}
          </summary>
          <p className="rounded-control bg-raised p-4 text-soft">
            {stuck.text}{' '}
            {stuck.link && (
              <a href={stuck.link.href} data-action={stuck.link.action} className="font-medium text-link underline">
                {stuck.link.label}
              </a>
            )}
          </p>
        </details>
      )}
    </div>
  )
}

function Row({ row }: { row: RowView }) {
  return (
    <button
      type="submit"
      name={row.name}
      value={row.value}
      disabled={row.disabled}
      data-action={row.action}
      data-factor={row.factor}
      className="flex min-h-16 w-full items-center gap-3.5 px-4 py-3 text-start -outline-offset-2 hover:bg-raised disabled:cursor-default disabled:hover:bg-transparent"
    >
      <Icon name={row.icon} className="shrink-0 text-soft" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{row.label}</span>
        {row.detail && <span className="block text-sm text-soft">{row.detail}</span>}
      </span>
      {row.mark && <Badge tone={row.disabled ? 'success' : 'neutral'}>{row.mark}</Badge>}
      {!row.disabled && <Icon name="forward" size={18} className="shrink-0 text-soft rtl:-scale-x-100" />}
    </button>
  )
}
