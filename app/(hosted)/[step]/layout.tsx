import type { ReactNode } from 'react'
import { Card } from '@/components/steps/card'
import { look } from '@/lib/hosted/brand'

export default async function StepLayout({ children }: { children: ReactNode }) {
  const { name, logoUrl, legal, legalTitle } = await look()
  return <Card frame={{ brand: { name, logoUrl }, legal, legalTitle }}>{children}</Card>
}
