import type { ReactNode } from 'react'
import { Card } from '@/components/steps/card'
import { look } from '@/lib/hosted/brand'
import { pageLanguage } from '@/lib/hosted/page'

export default async function StepUpLayout({ children }: { children: ReactNode }) {
  const { name, logoUrl, legal, legalTitle } = await look(await pageLanguage())
  return <Card frame={{ brand: { name, logoUrl }, legal, legalTitle }}>{children}</Card>
}
