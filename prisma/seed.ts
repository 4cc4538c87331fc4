import { newId } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { createAuthenticator } from '@/lib/db/authenticators'
import type { Tx } from '@/lib/db/client'
import { readExperience, writeExperience } from '@/lib/db/config'
import { createUser } from '@/lib/db/users'
import { byLogtoName, type FactorType, forAddress, knowledge } from '@/lib/factors'
import { signInExperience } from '@/lib/policy/schema'

export const demoPassword = 'correct horse battery staple'

/** For an authenticator app of one's own, to sign in as the person who has one. */
export const demoSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

type DemoPerson = { email: string; name: string; phone?: string; factor?: 'phone' | 'email' | 'app'; locked?: true }

/** contracts/instance.md §5: people to try everything out with, all with one password. */
const people: DemoPerson[] = [
  { email: 'plain@example.com', name: 'Pat Plain' },
  { email: 'sms@example.com', name: 'Sam Short', phone: '+12125550101', factor: 'phone' },
  { email: 'email-mfa@example.com', name: 'Emil Mailer', factor: 'email' },
  { email: 'totp@example.com', name: 'Tove Otp', factor: 'app' },
  { email: 'locked@example.com', name: 'Lou Locked', phone: '+12125550102', factor: 'phone', locked: true },
]

/** @param hash of the demo password, made before the transaction */
export async function seedDemo(tx: Tx, ctx: Ctx, hash: string): Promise<void> {
  const current = await readExperience(tx)
  const settings = signInExperience.parse({
    forgotPasswordMethods: ['EmailVerificationCode', 'PhoneVerificationCode'],
    mfa: {
      factors: ['WebAuthn', 'Totp', 'PhoneVerificationCode', 'EmailVerificationCode'],
      policy: 'PromptAtSignInAndSignUp',
    },
  })
  await writeExperience(tx, settings, current.version)
  for (const person of people) await seedPerson(tx, ctx.now(), person, hash)
}

async function seedPerson(tx: Tx, now: number, { factor, locked, ...person }: DemoPerson, hash: string): Promise<void> {
  const userId = newId(now)
  await createUser(tx, now, { id: userId, ...person, emailVerified: factor === 'email', phoneVerified: factor === 'phone' })
  const row = (type: FactorType, data: unknown) => ({
    id: newId(now),
    userId,
    type,
    data,
    createdVia: 'Import' as const,
    verified: true,
  })
  await createAuthenticator(tx, now, row(knowledge, { hash }))
  if (!factor) return
  const second =
    factor === 'app'
      ? row(byLogtoName('Totp')!, { secret: demoSecret, lastStep: 0 })
      : row(forAddress(factor), { address: factor === 'phone' ? person.phone : person.email })
  await createAuthenticator(tx, now, second)
  if (locked) await tx.authenticator.update({ where: { id: second.id }, data: { failures: 50, disabledAt: new Date(now) } })
}
