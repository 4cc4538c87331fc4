import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { Claims } from '@/components/demo/claims'
import { Welcome } from '@/components/demo/welcome'
import { demoEnabled, demoPassword, demoPeople, demoSession } from '@/lib/hosted/demo'

export const metadata: Metadata = { title: 'Demo app' }

type Props = { searchParams: Promise<{ error?: string | string[] }> }

/** A relying party to try sign-in with: everything it knows came in an ID token. */
export default async function DemoPage({ searchParams }: Props) {
  if (!demoEnabled()) notFound()
  const session = demoSession((await headers()).get('cookie'))
  const error = String((await searchParams).error ?? '')
  return (
    <main data-page="demo" data-error={error || undefined} className="mx-auto grid w-full max-w-2xl gap-6 px-5 py-12">
      {session ? <Claims claims={session.claims} /> : <Welcome error={error} people={demoPeople} password={demoPassword} />}
    </main>
  )
}
