import type { ReactNode } from 'react'
import { Brand } from '@/components/steps/brand'
import { Legal } from '@/components/steps/card'
import { look } from '@/lib/hosted/brand'
import { pageLanguage } from '@/lib/hosted/page'

export default async function AccountLayout({ children }: { children: ReactNode }) {
  const { name, logoUrl, legal, legalTitle } = await look(await pageLanguage())
  const brand = { name, logoUrl }
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex min-h-16 max-w-2xl items-center px-5">
          <Brand brand={brand} />
        </div>
      </header>
      <div className="mx-auto w-full max-w-2xl px-5 py-8 sm:py-10">{children}</div>
      <Legal frame={{ brand, legal, legalTitle }} />
    </div>
  )
}
