import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { now } from '@/lib/core/clock'
import { acrMissing, stepMissing } from './acr'
import { sessionOver } from './session-link'

const { Check, Prompt, base } = interactionPolicy
type Prompts = ReturnType<typeof base>

/** Reasons for which a live session keeps what it has proven, and only what is missing is asked. */
export const stepUpReasons = ['acr_step_up', 'two_step']

/** Measured with our clock, and met by any sign-in of this request. */
function tooOld({ oidc }: KoaContextWithOIDC): boolean {
  const maxAge = oidc.params?.max_age
  if (maxAge === undefined || oidc.result?.login || !oidc.session?.accountId) return false
  return now() / 1000 - (oidc.session.loginTs ?? 0) > Number(maxAge)
}

function login(prompts: Prompts): void {
  const checks = prompts.get('login')?.checks
  if (!checks) throw new Error('oidc-provider has no login prompt')
  // ours know the alias, the order of strength, and when to stop asking
  for (const name of ['essential_acrs', 'essential_acr', 'max_age']) checks.remove(name)
  checks.add(new Check('session_over', 'the session has ended', 'login_required', sessionOver))
  checks.add(new Check('max_age', 'the last sign-in is too long ago', 'login_required', tooOld))
  checks.add(new Check('acr_step_up', 'the requested assurance was not reached', 'interaction_required', acrMissing))
  checks.add(new Check('two_step', 'the application insists on a second step', 'interaction_required', stepMissing))
}

/** Our own applications never show the consent page: what they ask for is granted in `loadExistingGrant`. */
function consent(prompts: Prompts): void {
  const checks = prompts.get('consent')?.checks
  const asked = checks?.get('consent_prompt')
  if (!checks || !asked) throw new Error('oidc-provider has no consent prompt')
  checks.remove('consent_prompt')
  checks.remove('native_client_prompt')
  checks.add(
    new Check('third_party_prompt', 'consent was asked for', 'consent_required', (ctx) =>
      ctx.oidc.client?.third_party ? asked.check(ctx) : Check.NO_NEED_TO_PROMPT,
    ),
  )
}

/** When a person is asked for something, in order: create, login, consent. */
export const policy: Prompts = (() => {
  const prompts = base()
  login(prompts)
  consent(prompts)
  prompts.add(new Prompt({ name: 'create', requestable: true }), 0)
  return prompts
})()
