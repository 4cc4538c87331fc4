'use client'

import { type CSSProperties, type InputEvent as Typing, useEffect, useRef } from 'react'
import type { PromptView } from '@/lib/hosted/view'
import { codeIn } from './code-in'

type CodePrompt = Extract<PromptView, { shape: 'code' }>
type OtpCredential = Credential & { code?: string }

/**
 * One real input for a delivered code. A whole message may be pasted into it: the code is found. When the last digit is typed or
 * pasted the form goes off once; a value set by a script or an extension waits for the button.
 */
export function CodeInput({ prompt, describedby }: { prompt: CodePrompt; describedby?: string }) {
  const { label, length, webOtp, autoSubmit } = prompt
  const input = useRef<HTMLInputElement>(null)
  const sent = useRef(false)

  useEffect(() => {
    if (!webOtp || !('OTPCredential' in window)) return
    const stop = new AbortController()
    const options = { otp: { transport: ['sms'] }, signal: stop.signal } as CredentialRequestOptions
    navigator.credentials.get(options).then(
      (credential: OtpCredential | null) => {
        if (!credential?.code || !input.current) return
        input.current.value = credential.code
        if (autoSubmit) submit(input.current)
      },
      () => undefined,
    )
    const form = input.current?.form
    const abort = () => stop.abort()
    form?.addEventListener('submit', abort)
    return () => {
      form?.removeEventListener('submit', abort)
      abort()
    }
  }, [webOtp, autoSubmit])

  const onInput = (event: Typing<HTMLInputElement>) => {
    const field = event.currentTarget
    const clean = codeIn(field.value, length)
    if (clean !== field.value) field.value = clean
    const byHand = typedOrPasted(event.nativeEvent)
    if (clean.length !== length) sent.current = false
    else if (autoSubmit && byHand && !sent.current) {
      sent.current = true
      submit(field)
    }
  }

  return (
    <div className="grid gap-1.5">
      <label htmlFor="field-code" className="text-sm font-medium">
        {label}
      </label>
      <div className="code">
        <div className="code-cells" style={{ '--digits': length } as CSSProperties} data-invalid={describedby ? '' : undefined}>
          {Array.from({ length }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: boxes have nothing but their place
            <span key={i} aria-hidden="true" />
          ))}
          <input
            ref={input}
            id="field-code"
            name="code"
            type="text"
            inputMode="numeric"
            autoComplete="one-time-code"
            autoCorrect="off"
            spellCheck={false}
            required
            aria-invalid={describedby ? true : undefined}
            aria-describedby={describedby}
            onInput={onInput}
            // biome-ignore lint/a11y/noAutofocus: the one thing to do on this page
            autoFocus
          />
        </div>
      </div>
    </div>
  )
}

/** A key, or a paste: not a whole value put there at once by an extension or a test, which will press the button itself. */
function typedOrPasted(event: Event): boolean {
  if (!(event instanceof InputEvent)) return false
  return event.inputType === 'insertFromPaste' || (event.inputType === 'insertText' && event.data?.length === 1)
}

function submit(field: HTMLInputElement) {
  field.form?.requestSubmit(field.form.querySelector<HTMLButtonElement>('[data-action="continue"]'))
}
