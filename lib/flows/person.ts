import type { Ctx } from '@/lib/core/ctx'
import { placeOf } from '@/lib/core/geoip'
import { knownOf } from '@/lib/db/known'
import { asSubject, type Person } from '@/lib/db/users'
import type { Policy, Subject } from '@/lib/interaction/types'
import { forPerson } from '@/lib/policy/person'
import { risksOf } from '@/lib/policy/risk'

export type Known = { person: Person | null; subject: Subject; policy: Policy }

/**
 * A person as the rules see them, with the policy that holds for them. Where the second step depends on risk, what is known of their
 * earlier sign-ins is read as well: one query, and only then.
 * @param house the policy before anybody was known
 */
export async function knownPerson(ctx: Ctx, person: Person | null, trusted: boolean, house: Policy): Promise<Known> {
  const subject = asSubject(person, ctx.now(), trusted)
  const policy = forPerson(house, subject)
  if (!policy.mfa.adaptive) return { person, subject, policy }
  // of nobody as well: how long it takes tells nothing
  const [known, position] = await Promise.all([knownOf(person?.user.id ?? '', ctx.browser, ctx.now()), placeOf(ctx.ip)])
  if (!person) return { person, subject, policy }
  const [newest] = known.places
  const at = person.user.lastSignInAt?.getTime()
  const risks = risksOf({
    now: ctx.now(),
    ip: ctx.ip,
    position,
    knownBrowser: known.browser,
    last: at ? { at, position: newest ?? null } : null,
    countries: known.places.map((place) => place.country),
  })
  return { person, subject: { ...subject, risks }, policy }
}
