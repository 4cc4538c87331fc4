import type { z } from 'zod'
import type { ErrorCode } from '@/lib/core/errors'
import type { AddressKind, PhoneChannel } from '@/lib/core/mask'

/** What a person is asked to do. Every page and dialect switches over the shape and nothing else. */
export type Prompt =
  | { shape: 'password' }
  | { shape: 'code'; length: number; alphabet: 'digits' | 'crockford'; sentTo?: string }
  /** `uri` is what the picture holds, `secret` what is typed where there is no camera */
  | { shape: 'qr-code'; uri: string; secret: string; length: number }
  /** options of the browser's own call, as JSON (WebAuthn Level 3 §5.1) */
  | { shape: 'passkey'; ceremony: 'create' | 'get'; options: unknown }
  | { shape: 'codes-list'; codes: string[] }

/** All a factor may know of the world; no database, no request. */
export type World = {
  now: number
  /** decimal digits from a CSPRNG */
  digits: (length: number) => string
  /** how the person wants a code to reach their phone */
  delivery?: PhoneChannel
  /** digits of a code under the tenant's settings */
  codeLength: number
  hash: {
    /** keyed, bound to interaction, factor, authenticator and purpose */
    code: (code: string) => string
    password: (password: string) => Promise<string>
    passwordMatches: (hash: string, password: string) => Promise<boolean>
    /** keyed, bound to the person, for codes that are kept; all hashes a text may have been stored under, the newest first */
    kept: (text: string) => string[]
  }
  /** random bytes from a CSPRNG, base64url */
  random: (bytes: number) => string
  user: { id: string; name: string }
  /** who asks: the relying party of WebAuthn, the issuer of an authenticator app */
  rp: { id: string; name: string; origin: string /** pages of applications that sign people in themselves */; others?: string[] }
  /** data of the person's other rows of this type */
  rows: () => unknown[]
  /** the person's own words, which a password must not contain */
  personal: string[]
}

/** The message is returned, not sent: the door sends it after commit. */
export type ToDeliver = {
  kind: AddressKind
  to: string
  code: string
  /** tried first; with `only`, because the person asked for it, nothing else is */
  delivery?: PhoneChannel
  only?: true
}
export type Begun<S = unknown> = { state: S; prompt: Prompt; deliver?: ToDeliver }
/** `data`: what the row holds from now on */
export type Verdict<D = unknown> = { ok: true; data?: D } | { ok: false; reason: 'wrong' | 'replayed' | 'expired' }

type Awaitable<T> = T | Promise<T>

/** What a factor is called, and the line under it, by BCP 47 tag. */
export type FactorWords = Record<string, { title: string; hint: string }>

/**
 * One way to prove who you are: data and pure functions. `data` is what a row stores, `input` what enrollment needs to begin,
 * `state` what a running challenge keeps, `answer` what a person gives back.
 */
export type Factor<D = unknown, I = unknown, S = unknown, A = unknown> = {
  type: string
  title: string
  /** one line under the title in lists */
  hint: string
  /** both in other languages, by BCP 47 tag */
  words?: FactorWords
  role: 'first' | 'second' | 'either'
  /** 1 knowledge or a mailbox, 2 possession, 3 phishing-resistant: feeds acr and the choice of the strongest */
  strength: 1 | 2 | 3
  /** lower comes first where nothing else decides */
  rank: number
  /** its name on every wire; `amr` per RFC 8176 where registered; `also`: names that some of its answers have instead */
  wire: { nauth: string; authsignal: string; logto: string; amr: string[]; also?: string[] }
  /** the kind of address it proves, for factors that deliver */
  address?: AddressKind
  data: z.ZodType<D>
  input: z.ZodType<I>
  state: z.ZodType<S>
  answer: z.ZodType<A>
  /** rows per person */
  perUser: number
  /** names in `data` that are sealed at rest */
  secrets: string[]
  /** how a row is shown: never the full address */
  label(data: D): string
  /** only beside others and after them: never the first asked for, never alone, no proof by being set up */
  spare?: true
  /** how a wrong answer is refused, where it is no delivered code */
  wrong?: ErrorCode
  /** how one more than `perUser` is refused */
  full?: ErrorCode
  /** `amr` of one answer, where they differ: by the row, or by how its code came */
  amr?(data: D, sentBy?: PhoneChannel): string[]
  /** answers in a new row that gets used up */
  holds?: number
  /** answers left in one */
  left?(data: D): number
  /** key of the row that an answer belongs to, where one question is put to all rows at once */
  rowOf?(answer: A): string
  /** the question to somebody who has not said who they are */
  discover?(world: World): Awaitable<Begun<S>>
  /** the address behind a row, for the distinct-channel rule */
  addressOf?(data: D): string
  /** how a code for this row usually comes, where there is a choice */
  deliveryOf?(data: D): PhoneChannel | undefined
  /** unique per type, where two rows must not be the same thing */
  key?(data: D, userId: string): string
  /** what an administrator may bring over from elsewhere; nothing of it is ever given back */
  bring?: { input: z.ZodType; data(given: unknown, hash: Pick<World['hash'], 'kept'>): D }
  enroll: { begin(world: World, input: I): Awaitable<Begun<S>>; finish(world: World, state: S, answer: A): Awaitable<Verdict<D>> }
  verify: {
    begin(world: World, data: D): Awaitable<Begun<S>>
    finish(world: World, data: D, state: S, answer: A): Awaitable<Verdict<D>>
  }
}

/** Erases data and state next to the schemas that parse them (one of the two erasures of the project). */
export function factor<D, I, S, A>(
  definition: Factor<D, NoInfer<I>, NoInfer<S>, NoInfer<A>> & { input: z.ZodType<I>; state: z.ZodType<S>; answer: z.ZodType<A> },
): Factor {
  return definition as unknown as Factor
}
