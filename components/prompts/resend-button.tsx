'use client'

import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import type { Resend } from '@/lib/hosted/view'

type ResendProps = { words: Resend; now: number; resendAt: number; primary: boolean }

/**
 * Asks for another code. The server's clock decides; this only counts it down. Without a script the button works at any time and
 * the waiting time stands beside it.
 */
export function ResendButton({ words, now, resendAt, primary }: ResendProps) {
  const wait = Math.max(0, Math.ceil((resendAt - now) / 1000))
  const left = useCountdown(wait)
  const waiting = left !== null && left > 0
  return (
    <div className={primary ? 'grid gap-2' : 'grid'}>
      <div className={primary ? 'grid' : 'flex flex-wrap items-center justify-center gap-x-1.5 text-sm'}>
        {words.none && <span className="text-soft">{words.none}</span>}
        <Button
          name="action"
          value="resend"
          data-action="resend"
          look={primary ? 'primary' : 'link'}
          size={primary ? 'regular' : 'small'}
          wide={primary}
          disabled={waiting}
          className={primary ? '' : 'min-h-11 px-1 tabular-nums'}
        >
          {waiting ? `${words.waiting} ${minutes(left)}` : words.label}
        </Button>
      </div>
      {words.clock && (
        <p data-nojs className="text-center text-sm text-soft">
          {words.clock}
        </p>
      )}
      <span role="status" className="sr-only">
        {wait > 0 && left === 0 ? words.ready : ''}
      </span>
    </div>
  )
}

const minutes = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

/** Seconds left, by the time that passed since the page was drawn; null until the script runs, so both sides draw the same. */
function useCountdown(seconds: number): number | null {
  const [left, setLeft] = useState<number | null>(null)
  useEffect(() => {
    const began = performance.now()
    const tick = () => setLeft(Math.max(0, seconds - Math.floor((performance.now() - began) / 1000)))
    tick()
    if (!seconds) return
    const timer = setInterval(tick, 500)
    return () => clearInterval(timer)
  }, [seconds])
  return left
}
