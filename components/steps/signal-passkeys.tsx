'use client'

import { useEffect } from 'react'

export type Passkeys = { rpId: string; userId: string; allAcceptedCredentialIds: string[] }
type Signals = { signalAllAcceptedCredentials?: (known: Passkeys) => Promise<void> }

/** Tells the browser which passkeys still work here, so that it stops offering removed ones (WebAuthn Level 3 §5.1.10). */
export function SignalPasskeys({ passkeys }: { passkeys: Passkeys }) {
  useEffect(() => {
    const api = 'PublicKeyCredential' in window ? (PublicKeyCredential as unknown as Signals) : {}
    api.signalAllAcceptedCredentials?.(passkeys).catch(() => undefined)
  }, [passkeys])
  return null
}
