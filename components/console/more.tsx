import { ButtonLink } from '../ui/link'

/** The way to older rows; a list that grows at its head has no page numbers. */
export function More({ first, next }: { first: string | null; next: string | null }) {
  if (!first && !next) return null
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2 border-t border-line px-5 py-3 sm:px-6">
      {first && (
        <ButtonLink href={first} size="small">
          Newest
        </ButtonLink>
      )}
      {next && (
        <ButtonLink href={next} size="small">
          Older
        </ButtonLink>
      )}
    </nav>
  )
}
