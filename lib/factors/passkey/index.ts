import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { z } from 'zod'
import { limits } from '../limits'
import { factor, type World } from '../types'
import { words } from './words'

const data = z.object({
  credentialId: z.string(),
  publicKey: z.string(),
  counter: z.number().int(),
  transports: z.array(z.string()),
  /** may be copied to other devices (WebAuthn Level 3, backup eligibility) */
  eligible: z.boolean(),
  /** is copied somewhere now */
  backedUp: z.boolean(),
})
type Data = z.output<typeof data>
const state = z.object({ challenge: z.string() })

/** The browser's answer as a form field or JSON; what is in it is judged by the library. */
const credential = z.looseObject({ id: z.string().max(1400), response: z.looseObject({}) })
const answer = z.object({
  credential: z.union([
    credential,
    z
      .string()
      .max(16_384)
      .transform((text, context) => {
        try {
          return credential.parse(JSON.parse(text))
        } catch {
          context.addIssue('This is no credential.')
          return z.NEVER
        }
      }),
  ]),
})
type Answer = z.output<typeof answer>

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
const text = (value: Uint8Array) => Buffer.from(value).toString('base64url')
const described = (rows: unknown[]) =>
  rows.map((row) => {
    const { credentialId: id, transports } = data.parse(row)
    return { id, transports: transports as AuthenticatorTransport[] }
  })

async function ask(world: World, challenge: string, rows: unknown[]) {
  const options = await generateAuthenticationOptions({
    rpID: world.rp.id,
    challenge: bytes(challenge),
    userVerification: 'required',
    allowCredentials: described(rows),
  })
  return { state: { challenge: options.challenge }, prompt: { shape: 'passkey' as const, ceremony: 'get' as const, options } }
}

const expected = ({ rp }: World, challenge: string) => ({
  expectedChallenge: challenge,
  expectedOrigin: [rp.origin, ...(rp.others ?? [])],
  expectedRPID: rp.id,
  requireUserVerification: true,
})

async function created(world: World, challenge: string, { credential: given }: Answer): Promise<Data | null> {
  const response = given as unknown as RegistrationResponseJSON
  const { verified, registrationInfo: made } = await verifyRegistrationResponse({ response, ...expected(world, challenge) })
  if (!verified || !made) return null
  return {
    credentialId: made.credential.id,
    publicKey: text(made.credential.publicKey),
    counter: made.credential.counter,
    transports: made.credential.transports ?? [],
    eligible: made.credentialDeviceType === 'multiDevice',
    backedUp: made.credentialBackedUp,
  }
}

async function asserted(world: World, row: Data, challenge: string, { credential: given }: Answer): Promise<Data | null> {
  const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
    response: given as unknown as AuthenticationResponseJSON,
    ...expected(world, challenge),
    credential: { id: row.credentialId, publicKey: bytes(row.publicKey), counter: row.counter },
  })
  return verified ? { ...row, counter: info.newCounter, backedUp: info.credentialBackedUp } : null
}

/** The library throws at what is malformed, forged, of another site, or without user verification. */
async function verdict(work: Promise<Data | null>) {
  const result = await work.catch(() => null)
  return result ? { ok: true as const, data: result } : { ok: false as const, reason: 'wrong' as const }
}

/** A passkey or security key, always with user verification: knowing or being besides having, so it is both steps at once. */
export const passkey = factor({
  type: 'passkey',
  title: 'Passkey',
  hint: 'This device or a security key',
  words,
  role: 'second',
  strength: 3,
  rank: 10,
  wire: { nauth: 'passkey', authsignal: 'PASSKEY', logto: 'WebAuthn', amr: ['pop', 'user'] },
  data,
  input: z.object({}),
  state,
  answer,
  perUser: limits.passkey,
  secrets: [],
  wrong: 'session.mfa.webauthn_verification_failed',
  label: () => 'Passkey',
  key: ({ credentialId }) => credentialId,
  amr: ({ eligible }) => [eligible ? 'swk' : 'hwk', 'pop', 'user'],
  rowOf: ({ credential: given }) => given.id,
  discover: (world) => ask(world, world.hash.code('discover'), []),
  enroll: {
    async begin(world) {
      const options = await generateRegistrationOptions({
        rpName: world.rp.name,
        rpID: world.rp.id,
        userID: new TextEncoder().encode(world.user.id),
        userName: world.user.name,
        userDisplayName: world.user.name,
        challenge: bytes(world.random(32)),
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        excludeCredentials: described(world.rows()),
      })
      return { state: { challenge: options.challenge }, prompt: { shape: 'passkey', ceremony: 'create', options } }
    },
    finish: (world, { challenge }, given) => verdict(created(world, challenge, given)),
  },
  verify: {
    begin: (world, row) => ask(world, world.random(32), [row, ...world.rows()]),
    finish: (world, row, { challenge }, given) => verdict(asserted(world, row, challenge, given)),
  },
})
