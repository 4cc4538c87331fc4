'use client'

import { type ReactNode, useEffect, useState } from 'react'
import { controlClasses, describedBy, Labeled } from '@/components/ui/field'

type PasswordProps = {
  name: string
  label: string
  autoComplete?: string
  hint?: string
  reveal?: { show: string; hide: string; label: string }
  describedby?: string
  focus?: boolean
  /** beside the label */
  children?: ReactNode
}

/** A password with a switch to read it. The switch appears with the script that it needs. */
export function PasswordInput({ name, label, autoComplete, hint, reveal, describedby, focus, children }: PasswordProps) {
  const [shown, setShown] = useState(false)
  const [ready, setReady] = useState(false)
  useEffect(() => setReady(true), [])
  const id = `field-${name}`
  return (
    <Labeled id={id} label={label} hint={hint} beside={children}>
      <div className="relative">
        <input
          id={id}
          name={name}
          type={shown ? 'text' : 'password'}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
          required
          aria-invalid={describedby ? true : undefined}
          aria-describedby={describedBy(describedby, hint && `${id}-hint`)}
          className={controlClasses(!!describedby, 'pe-18')}
          // biome-ignore lint/a11y/noAutofocus: the field to correct, or the only one
          autoFocus={focus}
        />
        {reveal && ready && (
          <button
            type="button"
            aria-label={reveal.label}
            aria-pressed={shown}
            aria-controls={id}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 end-0 min-w-11 rounded-control px-3 text-sm font-medium text-soft -outline-offset-2 hover:text-ink"
          >
            {shown ? reveal.hide : reveal.show}
          </button>
        )}
      </div>
    </Labeled>
  )
}
