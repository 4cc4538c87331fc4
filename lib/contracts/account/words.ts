import { z } from 'zod'

/** What the endpoints of a person's own account have in common. */
export const shared = { tag: 'My account', auth: 'anyone' as const }
export const id = z.object({ id: z.string().min(1).max(200) })
export const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

const verificationId = z.string().max(200).optional()
const credential = z.looseObject({ id: z.string().max(1400), response: z.looseObject({}) })

/** A code, or what the browser answered for a passkey; the id is a hint, the newest question is the one checked. */
export const answer = z.union([
  z.strictObject({ verificationId, code: z.string().min(1).max(64) }),
  z.strictObject({ verificationId, payload: credential }),
])
export const answered = (given: z.output<typeof answer>) => ({
  do: 'answer' as const,
  answer: 'code' in given ? { code: given.code } : { credential: given.payload },
})
