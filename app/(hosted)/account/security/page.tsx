import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { Security } from '@/components/steps/security'
import { securityPage } from '@/lib/hosted/account-page'
import { pageTitle } from '@/lib/hosted/title'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

const read = cache(async (query: string) => securityPage(await headers(), JSON.parse(query)))
const page = async ({ searchParams }: Props) => read(JSON.stringify(await searchParams))

export async function generateMetadata(props: Props): Promise<Metadata> {
  const view = await page(props)
  return view ? { title: pageTitle(view) } : {}
}

export default async function SecurityPage(props: Props) {
  const view = await page(props)
  if (!view) redirect('/sign-in')
  return <Security view={view} />
}
