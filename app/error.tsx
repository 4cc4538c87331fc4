'use client'

import { Button } from '@/components/ui/button'
import { faults } from '@/lib/i18n/en'

/** A fault below a page. The cause is in the log under the same digest. */
export default function Fault({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main data-error="server.unexpected" className="mx-auto grid max-w-108 gap-4 px-5 py-16">
      <h1 className="text-2xl font-semibold tracking-tight">{faults.title}</h1>
      <p className="text-soft">{faults.lead}</p>
      <Button type="button" look="primary" onClick={reset}>
        {faults.retry}
      </Button>
      {error.digest && <p className="text-xs text-soft">Ref {error.digest}</p>}
    </main>
  )
}
