import { ButtonLink } from '@/components/ui/link'
import { Mark } from '@/components/ui/mark'
import { faults } from '@/lib/i18n/en'

export const metadata = { title: faults.notFound }

export default function NotFound() {
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
