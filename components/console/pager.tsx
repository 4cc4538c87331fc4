import { ButtonLink } from '../ui/link'

type Props = { page: number; pageSize: number; total: number; href: (page: number) => string }

/** Which rows of how many, and the way to the others. */
export function Pager({ page, pageSize, total, href }: Props) {
  const last = Math.max(1, Math.ceil(total / pageSize))
  if (last === 1 && page === 1) return null
  const from = Math.min(total, (page - 1) * pageSize + 1)
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-4 border-t border-line px-5 py-3 text-sm sm:px-6">
      <span className="text-soft">
        {from}–{Math.min(total, page * pageSize)} of {total.toLocaleString('en')}
      </span>
      <span className="flex gap-2">
        {page > 1 && (
          <ButtonLink href={href(page - 1)} size="small">
            Previous
          </ButtonLink>
        )}
        {page < last && (
          <ButtonLink href={href(page + 1)} size="small">
            Next
          </ButtonLink>
        )}
      </span>
    </nav>
  )
}
