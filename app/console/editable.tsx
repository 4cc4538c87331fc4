import type { ReactNode } from 'react'

/** Forms of a page; for those who may look but not change, their controls are off. The verbs refuse all the same. */
export function Editable({ allowed, children }: { allowed: boolean; children: ReactNode }) {
  return (
    <fieldset disabled={!allowed} className="contents">
      {children}
    </fieldset>
  )
}
