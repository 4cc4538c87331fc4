import { z } from 'zod'
import { cookieNames, setCookie } from '@/lib/core/cookies'
import type { AddressKind } from '@/lib/core/mask'
import { accountOverview, setSkipMfaOnSignIn } from '@/lib/flows/account'
import { deleteAccount, removeContact } from '@/lib/flows/account-closing'
import { languageTag, updateProfile } from '@/lib/flows/account-profile'
import { advance } from '@/lib/flows/advance'
import { finishLogin } from '@/lib/flows/finish'
import { type Endpoints, reply, route } from '@/lib/http/route'
import { waiting } from '../experience/here'
import { expectProven, moved, opening, signedIn } from './proving'
import { iso, shared } from './words'

const profile = z.object({
  name: z.string().nullable(),
  avatar: z.string().nullable(),
  locale: z.string().nullable(),
  primaryEmail: z.string().nullable(),
  primaryPhone: z.string().nullable(),
  freshUntil: z.string().nullable(),
  twoStepRequired: z.boolean(),
  skipMfaOnSignIn: z.boolean(),
})
/** A new address of one's own: a code goes there, and until it is answered the old one stays. */
const contact = (path: string, kind: AddressKind): Endpoints => ({
  [`POST /my-account/${path}`]: route({
    ...shared,
    summary: `Begin to change the ${kind}; needs a fresh proof`,
    body: z.strictObject({ value: z.string().min(1).max(320) }),
    response: z.object({ verificationId: z.string() }),
    async handler({ ctx, request, body }) {
      const { at, headers } = await opening(ctx, await signedIn(ctx, request), { kind: 'contact', contact: kind })
      expectProven(at)
      const asked = await advance(ctx, at.token, { do: 'profile', [kind]: body.value })
      return reply({ verificationId: waiting(asked).id }, { headers })
    },
  }),
  [`POST /my-account/${path}/verify`]: route({
    ...shared,
    summary: `Answer with the code sent to the new ${kind}`,
    body: z.strictObject({ verificationId: z.string().max(200).optional(), code: z.string().min(1).max(64) }),
    async handler({ ctx, request, body }) {
      await moved(ctx, request, { do: 'answer', answer: { code: body.code } })
    },
  }),
  [`DELETE /my-account/${path}`]: route({
    ...shared,
    summary: `Remove the ${kind}; needs a fresh proof`,
    errors: ['session.mfa.fresh_proof_required', 'entity.not_found', 'user.missing_profile'],
    handler: async ({ ctx, request }) => removeContact(ctx, await signedIn(ctx, request), kind),
  }),
})

/** Who a person is to themselves (contracts/logto.md §7); addresses are masked. */
export const ownProfile = {
  'GET /my-account': route({
    ...shared,
    summary: 'Who is signed in; addresses are masked',
    response: profile,
    async handler({ ctx, request }) {
      const session = await signedIn(ctx, request)
      const { name, avatar, locale, contacts, freshUntil, twoStepRequired, skipsOnSignIn } = await accountOverview(ctx, session)
      const masked = (kind: 'email' | 'phone') => contacts.find((c) => c.kind === kind)?.masked ?? null
      return {
        name,
        avatar,
        locale,
        primaryEmail: masked('email'),
        primaryPhone: masked('phone'),
        freshUntil: iso(freshUntil),
        twoStepRequired,
        skipMfaOnSignIn: skipsOnSignIn,
      }
    },
  }),
  'PATCH /my-account/mfa-settings': route({
    ...shared,
    summary: 'Whether sign-in asks for the second step, where the policy lets people choose',
    body: z.strictObject({ skipMfaOnSignIn: z.boolean() }),
    handler: async ({ ctx, request, body }) => setSkipMfaOnSignIn(ctx, await signedIn(ctx, request), body.skipMfaOnSignIn),
  }),
  'PATCH /my-account': route({
    ...shared,
    summary: 'Change the name, the picture or the language',
    errors: ['account_center.field_not_editable'],
    body: z.strictObject({
      name: z.string().max(100).nullable().optional(),
      avatar: z
        .union([z.url({ protocol: /^https$/ }).max(2000), z.literal('')])
        .nullable()
        .optional(),
      locale: z.string().regex(languageTag).nullable().optional(),
    }),
    handler: async ({ ctx, request, body }) => updateProfile(ctx, await signedIn(ctx, request), body),
  }),
  'DELETE /my-account': route({
    ...shared,
    summary: 'Delete the account, for good; needs a fresh proof',
    errors: ['session.mfa.fresh_proof_required', 'auth.forbidden'],
    async handler({ ctx, request }) {
      await deleteAccount(ctx, await signedIn(ctx, request))
      return reply(undefined, { headers: { 'set-cookie': setCookie(cookieNames.session(), '', 0) } })
    },
  }),
  ...contact('primary-email', 'email'),
  ...contact('primary-phone', 'phone'),
  'POST /my-account/password': route({
    ...shared,
    summary: 'Choose a new password; other sessions end',
    body: z.strictObject({ password: z.string().max(4096) }),
    errors: ['session.mfa.fresh_proof_required', 'password.rejected'],
    async handler({ ctx, request, body }) {
      const { at } = await opening(ctx, await signedIn(ctx, request), { kind: 'password' })
      expectProven(at)
      await advance(ctx, at.token, { do: 'new-password', password: body.password })
      await finishLogin(ctx, at.token)
    },
  }),
} satisfies Endpoints
