import { Alert } from '@/components/ui/field'
import { ButtonLink } from '@/components/ui/link'

const reasons: Record<string, string> = {
  access_denied: 'You cancelled the sign-in.',
  state_mismatch: "This answer doesn't belong to a sign-in that began here.",
}

export function Welcome({ error }: { error: string }) {
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
    </>
  )
}
