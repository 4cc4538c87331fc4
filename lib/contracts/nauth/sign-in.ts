import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AppError, isCode } from '@/lib/core/errors'
import { normalize } from '@/lib/core/identifiers'
import { advance, current } from '@/lib/flows/advance'
import { keyFor, pendingSignUp, rename } from '@/lib/flows/keyed'
import { start } from '@/lib/flows/start'
import type { Current } from '@/lib/flows/types'
import { type Endpoints, type Handled, type Reply, route } from '@/lib/http/route'
import { type Call, callOf } from './call'
import { type AuthResponse, authResponse, conclude } from './conclude'
import { body, identifier, newPassword, password } from './fields'
import { refuseField } from './wire'

const login = body({
  identifier: identifier.optional(),
  email: identifier.optional(),
  password,
  deviceName: z.string().max(255).optional(),
  deviceType: z.enum(['mobile', 'desktop', 'tablet']).optional(),
})
const text = (max: number) => z.string().trim().min(1).max(max).optional()
const signup = body({
  email: z.string().trim().max(255),
  password: newPassword,
  firstName: text(100),
  lastName: text(100),
  username: z
    .string()
    .regex(/^[A-Za-z0-9_-]{3,255}$/, 'Use 3 to 255 letters, digits, _ and -.')
    .optional(),
  phone: z.string().max(20).optional(),
  metadata: z
    .record(z.string(), z.unknown())
    .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= 8192, 'Use at most 8 KiB.')
    .optional(),
  timezone: text(64),
  locale: z
    .string()
    .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,2}$/, 'Give a language tag.')
    .optional(),
})

const signUpKey = ({ application }: Call, address: string) => keyFor('sign-up', application.id, address)

/** A name and its password; who is waiting to prove a sign-up of theirs is led back there, and so is who only thinks they are. */
async function signIn(call: Call, who: string, secret: string): Promise<Reply<AuthResponse>> {
  const { ctx, application } = call
  const { token } = await start(ctx, {
    purpose: 'sign-in',
    applicationId: application.id,
    token: randomUUID(),
    request: { api: true },
  })
  try {
    return conclude(
      call,
      await advance(ctx, token, { do: 'identify', identifier: who }, { do: 'password', password: secret }),
      null,
    )
  } catch (error) {
    if (isCode(error, 'interaction.wrong_step')) throw new AppError('auth.forbidden', { reason: 'password_sign_in_disabled' })
    if (isCode(error, 'identifier.invalid')) throw new AppError('session.invalid_credentials')
    if (!isCode(error, 'session.invalid_credentials')) throw error
    const pending = await waiting(call, who, secret)
    if (!pending) throw error
    return conclude(call, pending, pending)
  }
}

/** The sign-up that waits under this name and password, under a session of its own from now on. */
async function waiting(call: Call, who: string, secret: string): Promise<Current | null> {
  const address = normalize('email', who, '') ?? normalize('phone', who, 'US')
  const found = address && (await pendingSignUp(call.ctx, signUpKey(call, address), secret))
  if (!found) return null
  const at = await current(call.ctx, await rename(found.id))
  return 'gone' in at ? null : at
}

type SignUp = z.output<typeof signup>

/** The identifier that settings ask for first, out of what was sent. */
function signUpIdentifier({ policy }: Current, given: SignUp): string {
  const [first] = policy.signUp.identifiers
  if (first === 'phone') return given.phone || missingPhone()
  if (first === 'username') return given.username ?? refuseField('username', 'Choose a username.')
  return given.email
}
function missingPhone(): never {
  throw new AppError('user.missing_profile', { missingProfile: ['phone'] })
}

async function signUp({ ctx, request, body: given }: Handled<undefined, undefined, typeof signup>) {
  const call = await callOf(ctx, request)
  const email = normalize('email', given.email, '')
  if (!email) throw new AppError('identifier.invalid', { kind: 'email' })
  const phone = given.phone && (normalize('phone', given.phone.replace(/\s/g, ''), '') ?? refusePhone())
  const { firstName: givenName, lastName: familyName, timezone: zoneinfo, username, locale, metadata: customData } = given
  const details = {
    givenName,
    familyName,
    zoneinfo,
    username: username?.toLowerCase(),
    locale,
    customData: customData && { metadata: customData },
    phone,
  }
  const told = Object.fromEntries(Object.entries(details).filter(([, value]) => value)) as Partial<typeof details>
  const base = { purpose: 'register' as const, applicationId: call.application.id, request: { api: true as const } }
  const { token } = await start(ctx, { ...base, token: randomUUID(), key: signUpKey(call, email), details: told as object })
  const at = await current(call.ctx, token)
  if ('gone' in at) throw new AppError('session.not_found')
  const who = signUpIdentifier(at, { ...given, email, ...(phone && { phone }) })
  const moved = await advance(
    call.ctx,
    token,
    { do: 'identify', identifier: who },
    { do: 'new-password', password: given.password },
  )
  return conclude(call, moved, null, 201)
}
function refusePhone(): never {
  throw new AppError('identifier.invalid', { kind: 'phone' })
}

const shared = { tag: 'Signing in', auth: 'gated' as const }
const loginRoute = route({
  ...shared,
  summary: 'Sign in with a password: tokens, or the next challenge',
  body: login,
  response: authResponse,
  errors: ['session.invalid_credentials', 'session.verification_blocked_too_many_attempts', 'user.suspended'],
  async handler({ ctx, request, body: given }) {
    const who = given.identifier ?? given.email ?? refuseField('identifier', 'Say who you are.')
    return signIn(await callOf(ctx, request), who, given.password)
  },
})
const signupRoute = route({
  ...shared,
  summary: 'Sign up; the address is proven before there is an account',
  body: signup,
  response: authResponse,
  status: 201,
  errors: ['password.rejected', 'session.sign_up_disabled', 'user.email_already_in_use', 'identifier.invalid'],
  handler: signUp,
})

export const signIns = {
  'POST /login': loginRoute,
  'POST /login/mobile': loginRoute,
  'POST /signup': signupRoute,
  'POST /signup/mobile': signupRoute,
} satisfies Endpoints
