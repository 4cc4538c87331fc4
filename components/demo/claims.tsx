import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/link'
import { Panel } from '@/components/ui/panel'

const shown = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value))

/** What the ID token said, as it came. */
export function Claims({ claims }: { claims: Record<string, unknown> }) {
  const strong = claims.acr === 'mfa' || claims.acr === 'phr'
  return (
    <>
      <header>
        <h1 className="text-2xl font-semibold tracking-tight">You are signed in.</h1>
        <p className="mt-1 text-soft">This is what the demo app was told about you.</p>
      </header>
      <Panel title="ID token" flush>
        <dl className="divide-y divide-line border-t border-line text-sm">
          {Object.entries(claims).map(([name, value]) => (
            <div key={name} className="grid gap-x-4 px-5 py-2.5 sm:grid-cols-[12rem_1fr] sm:px-6">
              <dt className="text-soft">{name}</dt>
              <dd data-claim={name} className="break-all font-mono">
                {shown(value)}
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
      <div className="flex flex-wrap gap-3">
        {!strong && (
          <ButtonLink look="primary" href="/demo/start?acr_values=mfa" data-action="step-up">
            Confirm with a second step
          </ButtonLink>
        )}
        <form method="post" action="/demo/sign-out">
          <Button data-action="sign-out">Sign out</Button>
        </form>
      </div>
    </>
  )
}
