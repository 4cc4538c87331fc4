'use client'

import { useEffect } from 'react'

type OpenerProps = {
  /** pages that may hear of it */
  origins: string[]
  closed?: { token?: string }
  failed?: { errorCode: string; statusCode: number }
}

/** The page around this one, or the one that opened it; null where there is neither. */
const beyond = (): Window | null => (window.parent === window ? window.opener : window.parent)

/** Where it is from, as far as the browser tells: only then need not every listed origin be tried. Never anybody. */
function targets(origins: string[]): string[] {
  const [ancestor] = window.location.ancestorOrigins ?? []
  const from = ancestor ?? (URL.canParse(document.referrer) ? new URL(document.referrer).origin : '')
  return origins.includes(from) ? [from] : origins
}

/** Tells the page that opened this one how high it is, that it is there, what failed, and that it is over (contracts/authsignal.md §15.6). */
export function Opener({ origins, closed, failed }: OpenerProps) {
  useEffect(() => {
    const tell = (message: unknown) => {
      for (const origin of targets(origins)) beyond()?.postMessage(message, origin)
    }
    const height = () => tell({ height: Math.ceil(document.body.getBoundingClientRect().height) })
    height()
    tell(JSON.stringify({ event: 'AUTHSIGNAL_READY' }))
    if (failed) tell(JSON.stringify({ event: 'AUTHSIGNAL_API_ERROR', ...failed }))
    if (closed) tell(JSON.stringify({ event: 'AUTHSIGNAL_CLOSE_POPUP', ...(closed.token && { token: closed.token }) }))
    const sizes = new ResizeObserver(height)
    sizes.observe(document.body)
    return () => sizes.disconnect()
  }, [origins, closed, failed])
  return null
}
