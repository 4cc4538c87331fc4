import { keyedHash } from '@/lib/core/crypto'
import { AppError } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { db } from '@/lib/db/client'
import { findPerson, type Person, personById } from '@/lib/db/users'
import { forAddress } from '@/lib/factors'
import { same } from '@/lib/interaction/rows'
import { ask } from '../challenge'
import { knownPerson } from '../person'
import { entry, eventOf, withEffects, withFacts } from '../state'
import type { Handler } from '.'
import { expectStep } from './expect'
import { addressLimit } from './identify'

/**
 * A code to the phone of somebody who is named by something else. Nobody, somebody without a number and somebody suspended walk the
 * same steps as everybody: a number of their own that nobody can have stands in, and nothing leaves.
 * @throws interaction.wrong_step where a code to a phone signs nobody in, connector.rate_limit_exceeded, request.rate_limited
 */
export const reach: Handler<'reach'> = async (ctx, s, { who }) => {
  const { step } = expectStep(s, 'identify', 'authenticate', 'answer')
  const { purpose } = s.interaction
  if (purpose !== 'sign-in' || !s.policy.signIn.methods.some((m) => m.kind === 'phone' && m.code))
    throw new AppError('interaction.wrong_step')
  await addressLimit(ctx, 'signIn')
  const found = await called(who, s.policy.defaultCountry)
  const phone = found && !found.user.suspendedAt ? found.user.phone : null
  const person = phone ? found : null
  const address = { kind: 'phone' as const, value: phone ?? nobodys(who) }
  const known = {
    ...withFacts(s, { identifier: address }, { userId: person?.user.id ?? null }),
    ...(await knownPerson(ctx, person, false, s.house)),
  }
  const asked = await ask(
    ctx,
    known,
    {
      factor: forAddress('phone'),
      mode: 'prove',
      usageType: 'SignIn',
      address,
      input: { address: address.value },
      silent: !person,
      quiet: true,
      wait: false,
      proven: !person || known.subject.proven.some((a) => same(a, address)),
    },
    true,
  )
  return step === 'identify'
    ? withEffects(asked, { audit: [entry(known, `${eventOf(s.interaction)}.Identifier.Submit`)] })
    : asked
}

/** By id, by mailbox, by number: one look-up whatever comes of it. */
async function called(who: string, country: string): Promise<Person | null> {
  if (!/[@+]/.test(who)) return personById(db(), who)
  const kind = who.includes('@') ? ('email' as const) : ('phone' as const)
  const value = normalize(kind, who, country)
  return value ? findPerson(db(), { kind, value }) : null
}

/** No numbering plan gives out +999 (ITU-T E.164, List of country codes). The same for the same name, so that its limits hold. */
function nobodys(who: string): string {
  const digits = BigInt(`0x${Buffer.from(keyedHash('nobody', who), 'base64url').toString('hex').slice(0, 16)}`)
  return `+999${(digits % 10n ** 11n).toString().padStart(11, '0')}`
}
