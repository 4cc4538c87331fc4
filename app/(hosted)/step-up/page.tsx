import { headers } from 'next/headers'
import { Opener } from '@/components/steps/opener'
import { Screen } from '@/components/steps/screen'
import { stepUpPage } from '@/lib/hosted/step-up'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** A step-up for an action: opened by a redirect, in a frame, or in a window. */
export default async function StepUpPage({ searchParams }: Props) {
  const { view, hidden, popup } = await stepUpPage(await headers(), await searchParams)
  return (
    <>
      <Screen view={view} action="/step-up/form" hidden={hidden} />
      {popup && <Opener {...popup} />}
    </>
  )
}
