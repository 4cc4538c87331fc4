import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Security } from '@/components/steps/security'
import { accountPage } from '@/lib/hosted/page'
import { pageTitle } from '@/lib/hosted/title'

export async function generateMetadata(): Promise<Metadata> {
  const view = await accountPage()
  return view ? { title: pageTitle(view) } : {}
}

export default async function SecurityPage() {
  const view = await accountPage()
  if (!view) redirect('/sign-in')
  return <Security view={view} />
}
