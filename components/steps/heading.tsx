'use client'

import { type ReactNode, useEffect, useRef } from 'react'

/** The page's title. After a step it takes the focus, so that it is read out, unless a field has it already. */
export function Heading({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const arrived = document.referrer.startsWith(`${location.origin}/`)
    if (arrived && (!document.activeElement || document.activeElement === document.body))
      heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1} className="text-2xl leading-8 font-semibold tracking-tight text-pretty">
      {children}
    </h1>
  )
}
