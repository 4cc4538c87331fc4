import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { Screen } from '@/components/steps/screen'
import { at } from '@/lib/hosted/at'
import { pageTitle } from '@/lib/hosted/title'

type Props = { params: Promise<{ step: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

/** Once per request: the title and the page are drawn from the same reading. */
const read = cache(async (step: string, query: string) => at(`/${step}`, await headers(), JSON.parse(query)))
const place = async ({ params, searchParams }: Props) => read((await params).step, JSON.stringify(await searchParams))

export async function generateMetadata(props: Props): Promise<Metadata> {
  const found = await place(props)
  return found && 'view' in found ? { title: pageTitle(found.view) } : {}
}

/** One page over the machine: it shows where the interaction is. Reading it sends and consumes nothing. */
export default async function StepPage(props: Props) {
  const found = await place(props)
  if (!found) notFound()
  if ('to' in found) redirect(found.to)
  return <Screen view={found.view} />
}
