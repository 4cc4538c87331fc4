import { Alert } from '@/components/ui/field'
import { ButtonLink, TextLink } from '@/components/ui/link'
import { Panel } from '@/components/ui/panel'

const reasons: Record<string, string> = {
  access_denied: 'You cancelled the sign-in.',
  state_mismatch: "This answer doesn't belong to a sign-in that began here.",
}

type DemoPerson = { email: string; what: string }
type WelcomeProps = { error: string; people: DemoPerson[]; password: string }

/** What a newcomer sees first: who to sign in as, and where the codes arrive. */
export function Welcome({ error, people, password }: WelcomeProps) {
  return (
    <>
      <header>
        <h1 className="text-2xl font-semibold tracking-tight">Demo app</h1>
        <p className="mt-1 text-soft">A small application that signs people in with OpenID Connect, like yours would.</p>
      </header>
      {error && (
        <Alert tone="error" strong={reasons[error] ?? "The sign-in didn't finish."}>
          Try again.
        </Alert>
      )}
      <div className="flex flex-wrap gap-3">
        <ButtonLink look="primary" href="/demo/start" data-action="sign-in">
          Sign in
        </ButtonLink>
        <ButtonLink href="/demo/start?first_screen=register" data-action="register">
          Create account
        </ButtonLink>
      </div>
      <Panel
        title="People to try it with"
        lead={
          <>
            All have the password <code className="font-mono text-ink">{password}</code>
          </>
        }
        flush
      >
        <ul className="divide-y divide-line border-t border-line text-sm">
          {people.map(({ email, what }) => (
            <li key={email} className="flex flex-wrap items-center justify-between gap-x-4 px-5 py-1 sm:px-6">
              <TextLink href={`/demo/start?login_hint=${encodeURIComponent(email)}`}>{email}</TextLink>
              <span className="text-soft">{what}</span>
            </li>
          ))}
        </ul>
      </Panel>
      <p className="text-sm text-soft">
        Codes are not really sent while you build: they arrive in the <TextLink href="/console/inbox">inbox</TextLink>.
      </p>
    </>
  )
}
