import type { Metadata } from 'next'
import { ButtonLink } from '@/components/ui/link'
import { Mark } from '@/components/ui/mark'
import { plainWords } from '@/lib/hosted/page'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await plainWords()).faults.notFound }
}

export default async function NotFound() {
  const { faults } = await plainWords()
  return (
    <main data-error="entity.not_found" className="mx-auto grid max-w-108 justify-items-start gap-4 px-5 py-16">
      <Mark />
      <h1 className="text-2xl font-semibold tracking-tight">{faults.notFound}</h1>
      <p className="text-soft">{faults.notFoundLead}</p>
      <ButtonLink href="/account/security" look="primary">
        {faults.home}
      </ButtonLink>
    </main>
  )
}
