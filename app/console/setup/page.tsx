import { ActionForm } from '@/components/console/action-form'
import { Submit, TextField } from '@/components/console/fields'
import { Plain } from '@/components/console/plain'
import { ButtonLink } from '@/components/ui/link'
import { setupOpen } from '@/lib/hosted/console'
import { one } from '../format'
import { createOwner } from '../session-actions'

// the address, which holds the token, goes nowhere; with no-referrer a form would be sent with `Origin: null` and be refused
export const metadata = { title: 'Set up', referrer: 'strict-origin' as const }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function SetupPage({ searchParams }: Props) {
  const token = one(await searchParams, 'token')
  if (!(await setupOpen(token)))
    return (
      <Plain
        name="setup"
        title="This link doesn't work"
        lead="It was used already, or a day has passed. A restart prints a new one while nobody owns this instance."
      >
        <ButtonLink href="/console">Sign in to the console</ButtonLink>
      </Plain>
    )
  return (
    <Plain name="setup" title="Create the first owner" lead="You'll sign in with it and set up a second step next.">
      <ActionForm action={createOwner} hidden={{ token }}>
        <TextField name="email" type="email" label="Email" autoComplete="username" />
        <TextField name="password" type="password" label="Password" hint="At least 8 characters." autoComplete="new-password" />
        <Submit wide>Create owner</Submit>
      </ActionForm>
    </Plain>
  )
}
