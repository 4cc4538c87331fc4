'use client'

import { Button } from '@/components/ui/button'
import { faults } from '@/lib/i18n/faults'

/** A fault below a page. The cause is in the log under the same digest. */
export default function Fault({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const tag = typeof document === 'undefined' ? 'en' : document.documentElement.lang
  const t = Object.hasOwn(faults, tag) ? faults[tag as keyof typeof faults] : faults.en
  return (
    <main data-error="server.unexpected" className="mx-auto grid max-w-108 gap-4 px-5 py-16">
      <h1 className="text-2xl font-semibold tracking-tight">{t.title}</h1>
      <p className="text-soft">{t.lead}</p>
      <Button type="button" look="primary" onClick={reset}>
        {t.retry}
      </Button>
      {error.digest && <p className="text-xs text-soft">Ref {error.digest}</p>}
    </main>
  )
}
