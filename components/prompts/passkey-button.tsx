'use client'

import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { PasskeyView } from '@/lib/hosted/view'

type PasskeyProps = { passkey: PasskeyView; ceremony: 'create' | 'get'; autofill?: boolean; look: 'primary' | 'secondary' }

/**
 * Asks the browser for a passkey and posts what it answers with the form around it. A person who closes the browser's window has
 * refused nothing: the button is still there. Without scripts a line says why there is none.
 */
export function PasskeyButton({ passkey, ceremony, autofill, look }: PasskeyProps) {
  const { options, label, noScript, noSupport } = passkey
  const field = useRef<HTMLInputElement>(null)
  const [supported, setSupported] = useState(true)
  useEffect(() => setSupported(browserSupportsWebAuthn()), [])
  useEffect(() => {
    if (!autofill) return
    let here = true
    offered(options).then((answer) => here && answer && send(field.current, answer))
    return () => {
      here = false
      WebAuthnAbortService.cancelCeremony()
    }
  }, [autofill, options])
  const ask = () => given(ceremony, options).then((answer) => answer && send(field.current, answer))
  return (
    <div className="grid gap-2">
      <input ref={field} type="hidden" name="credential" />
      {label && (
        <>
          <Button type="button" data-js data-action="use-passkey" look={look} wide disabled={!supported} onClick={ask}>
            <Icon name="key" size={18} />
            {label}
          </Button>
          {!supported && <p className="text-center text-sm text-soft">{noSupport}</p>}
          <p data-nojs className="text-center text-sm text-soft">
            {noScript}
          </p>
        </>
      )}
    </div>
  )
}

/** The browser's answer, or nothing when the person closed its window or there is no such passkey. */
async function given(ceremony: 'create' | 'get', options: unknown): Promise<object | null> {
  const asked =
    ceremony === 'create'
      ? startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON })
      : startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON })
  return asked.catch(() => null)
}

/** Waits in the list under the identifier field until one is picked there. */
async function offered(options: unknown): Promise<object | null> {
  if (!(await browserSupportsWebAuthnAutofill())) return null
  const optionsJSON = options as PublicKeyCredentialRequestOptionsJSON
  return startAuthentication({ optionsJSON, useBrowserAutofill: true }).catch(() => null)
}

function send(field: HTMLInputElement | null, answer: object): void {
  if (!field?.form) return
  field.value = JSON.stringify(answer)
  field.form.requestSubmit()
}
