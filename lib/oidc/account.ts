import type { Account, FindAccount } from 'oidc-provider'
import { now } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { sessionById } from '@/lib/db/sessions'
import { personById } from '@/lib/db/users'

/** What a scope may tell: contracts/logto.md §9. `amr`, `acr` and `auth_time` say only what happened. */
export const claims = {
  openid: ['sub', 'acr', 'amr', 'auth_time', 'sid'],
  profile: ['name', 'picture', 'username', 'updated_at'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  custom_data: ['custom_data'],
  identities: ['identities'],
}

export const scopes = ['openid', 'offline_access', 'profile', 'email', 'phone', 'custom_data', 'identities']

/** The person behind a subject; a suspended or deleted one has no account, and so gets no tokens. */
export const findAccount: FindAccount = async (_ctx, sub, token) => {
  // tokens of the API live as long as their session, also where the issuer renews them
  const { gty, sid } = (token ?? {}) as { gty?: string; sid?: string }
  if (gty?.split(' ').includes('api') && (!sid || !(await sessionById(db(), sid, now())))) return undefined
  const person = await personById(db(), sub)
  if (!person || person.user.suspendedAt) return undefined
  const { user } = person
  const account: Account = {
    accountId: sub,
    claims: (use) => ({
      sub,
      name: user.name,
      picture: user.avatar,
      username: user.username,
      updated_at: Math.floor(user.updatedAt.getTime() / 1000),
      ...(user.email && { email: user.email, email_verified: !!user.emailVerifiedAt }),
      ...(user.phone && { phone_number: user.phone, phone_number_verified: !!user.phoneVerifiedAt }),
      ...(use === 'userinfo' && { custom_data: user.customData as Record<string, unknown>, identities: {} }),
    }),
  }
  return account
}
