import type { ReactNode } from 'react'
import { Button } from '../ui/button'
import { ButtonLink } from '../ui/link'

/** A search form: plain GET, so that a result has an address. */
export function Filters({ action, active, children }: { action: string; active: boolean; children: ReactNode }) {
  return (
    <search>
      <form
        action={action}
        className="grid items-end gap-3 px-5 py-4 sm:flex sm:flex-wrap sm:px-6 sm:*:min-w-36 sm:*:flex-1 lg:*:max-w-64"
      >
        {children}
        <span className="flex gap-2 sm:min-w-0! sm:flex-none!">
          <Button>Search</Button>
          {active && (
            <ButtonLink href={action} look="quiet">
              Clear
            </ButtonLink>
          )}
        </span>
      </form>
    </search>
  )
}
