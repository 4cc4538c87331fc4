import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { Screen } from '@/components/steps/screen'
import { hostedPage } from '@/lib/hosted/page'
import { pageTitle } from '@/lib/hosted/title'

export async function generateMetadata(): Promise<Metadata> {
  const found = await hostedPage()
  return found && 'view' in found ? { title: pageTitle(found.view) } : {}
}

/** One page over the machine: it shows where the interaction is. Reading it sends and consumes nothing. */
export default async function StepPage() {
  const found = await hostedPage()
  if (!found) notFound()
  if ('to' in found) redirect(found.to)
  return <Screen view={found.view} />
}
