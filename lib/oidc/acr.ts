import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { heldAt, tookTwoSteps } from '@/lib/flows/kept'

export type Acr = 'mfa' | 'phr'

/** `aal2` is an alias; what we do not know is nobody's demand. */
const known = (value: string): Acr | null => (value === 'aal2' || value === 'mfa' ? 'mfa' : value === 'phr' ? 'phr' : null)
export const reaches = (have: string | undefined | null, want: Acr): boolean => have === 'phr' || have === want

type AcrClaim = { essential?: boolean; value?: string; values?: string[] } | null | undefined
type Context = Pick<KoaContextWithOIDC, 'oidc'>

const words = (value: unknown): string[] => (typeof value === 'string' ? value.split(' ').filter(Boolean) : [])
const claimOf = ({ oidc }: Context): AcrClaim => oidc.claims?.id_token?.acr as AcrClaim

function asked(ctx: Context): string[] {
  const claim = claimOf(ctx)
  return [...words(claim?.value), ...(Array.isArray(claim?.values) ? claim.values : []), ...words(ctx.oidc.params?.acr_values)]
}

/**
 * The assurance this request or its application asks for. Several values are a choice (OpenID Connect Core §3.1.2.1), so the
 * weakest of them is enough; an application's own demand stands beside it.
 */
export function wantedAcr(ctx: Context): { acr: Acr | null; essential: boolean } {
  const wishes = asked(ctx).flatMap((value) => known(value) ?? [])
  const wish = wishes.includes('mfa') ? 'mfa' : (wishes[0] ?? null)
  const required = (ctx.oidc.client?.required_acr ?? null) as Acr | null
  const acr = required === 'phr' || wish === 'phr' ? 'phr' : (required ?? wish)
  return { acr, essential: !!claimOf(ctx)?.essential || !!required }
}

/** What the session holds here. */
async function held({ oidc: { session, client } }: Context) {
  const whole = { amr: session?.amr ?? [], acr: session?.acr ?? null }
  return (client?.narrower || client?.two_step) && session?.accountId ? heldAt(client.clientId, whole) : whole
}

/**
 * Whether the person must prove more. Once they were asked, honest values are the answer, unless the demand was essential.
 * @throws unmet_authentication_requirements
 */
export async function acrMissing(ctx: Context): Promise<boolean> {
  const { acr, essential } = wantedAcr(ctx)
  if (!acr && essential && asked(ctx).length)
    throw new errors.UnmetAuthenticationRequirements('the requested assurance is not known here')
  if (!acr || reaches((await held(ctx)).acr, acr)) return false
  const within = (ctx.oidc.client?.within_reach ?? []) as Acr[]
  if (!ctx.oidc.result?.login && within.includes(acr)) return true
  if (essential) throw new errors.UnmetAuthenticationRequirements('the requested assurance cannot be reached')
  return false
}

/** Whether an application that insists on two steps meets a session of one: signed in elsewhere, under easier rules. */
export async function stepMissing(ctx: Context): Promise<boolean> {
  const { oidc } = ctx
  if (!oidc.client?.two_step || oidc.result?.login || !oidc.session?.accountId) return false
  const { amr, acr } = await held(ctx)
  return !tookTwoSteps(amr, acr)
}

/** `acr` in the ID token: what was reached, under the name that was asked for. */
export function namedAcr(ctx: Context): string | undefined {
  const acr = ctx.oidc.session?.acr
  if (acr !== 'mfa') return acr
  const names = asked(ctx)
  return names.includes('aal2') && !names.includes('mfa') ? 'aal2' : acr
}
