import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { type Person, personById } from '@/lib/db/users'
import { factors, isFactorType } from '@/lib/factors'

export type { Person } from '@/lib/db/users'

/** Everything on file of whoever is signed in. @throws token.session_ended when they are gone */
export async function ownProfile(userId: string): Promise<Person> {
  const person = await personById(db(), userId)
  if (!person) throw new AppError('token.session_ended')
  return person
}

const roles = ({ authenticators }: Person) =>
  authenticators.flatMap(({ type, verifiedAt, disabledAt }) =>
    isFactorType(type) && verifiedAt && !disabledAt ? [factors[type]] : [],
  )

export const hasPassword = (person: Person): boolean => roles(person).some(({ role }) => role === 'first')
/** Has a second step of some kind, whatever the policy makes of it. */
export const hasSecondStep = (person: Person): boolean => roles(person).some(({ role, spare }) => role !== 'first' && !spare)
