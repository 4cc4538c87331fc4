import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import type { OidcModelModel } from '@/generated/prisma/models'
import { now } from '@/lib/core/clock'
import { hashToken, seal, unseal } from '@/lib/core/crypto'
import { db } from './client'

/** Ids that are no secrets: other rows and our own code name them. Everything else is a bearer value, kept as a hash only. */
const open = new Set(['Grant', 'Interaction'])
const keyOf = (type: string, id: string): string => (open.has(type) ? id : hashToken(id))
const place = (key: string) => `oidc_models:Session:${key}`

/** How long a rotated refresh token may be presented again, for refreshes that ran at the same time (milliseconds). */
const grace = 10_000

type Stored = AdapterPayload & { sealedJti?: string }

/** What is kept of a model: no bearer value in clear, also not the session's inside an interaction. */
function stored(type: string, key: string, { jti, session, ...rest }: AdapterPayload): Stored {
  const { cookie: _, ...known } = (session ?? {}) as Record<string, unknown>
  return {
    ...rest,
    ...(session && { session: known as AdapterPayload['session'] }),
    ...(open.has(type) && { jti }),
    // a session is also found by its uid, and must then know its own id
    ...(type === 'Session' && jti && { sealedJti: seal(place(key), jti) }),
  }
}

function opened(type: string, row: OidcModelModel | null, id?: string): AdapterPayload | undefined {
  if (!row || (row.expiresAt && row.expiresAt.getTime() <= now())) return undefined
  const { sealedJti, ...payload } = row.payload as Stored
  const jti = id ?? (sealedJti ? unseal(place(row.id), sealedJti) : payload.jti)
  const spent = row.consumedAt && !(type === 'RefreshToken' && inGrace(row.consumedAt))
  return { ...payload, ...(jti && { jti }), ...(spent && { consumed: Math.floor(row.consumedAt!.getTime() / 1000) }) }
}

const inGrace = (consumedAt: Date): boolean => now() - consumedAt.getTime() < grace

async function upsert(type: string, id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
  const key = keyOf(type, id)
  const data = {
    payload: stored(type, key, payload) as object,
    grantId: payload.grantId ?? null,
    userCode: payload.userCode ?? null,
    uid: payload.uid ?? null,
    accountId: payload.accountId ?? null,
    clientId: payload.clientId ?? null,
    expiresAt: expiresIn ? new Date(now() + expiresIn * 1000) : null,
  }
  const row = { id: key, type, ...data }
  // written once: parallel refreshes all make the same successor, and one of them may have been used already
  if (type === 'RefreshToken') return void (await db().oidcModel.createMany({ data: [row], skipDuplicates: true }))
  await db().oidcModel.upsert({ where: { type_id: { type, id: key } }, create: row, update: data })
}

/**
 * One statement decides: exactly one of any number of callers uses a code up, and a second one costs the family its life (RFC 9700
 * §4.5.2, §4.14.2). A refresh token used moments ago passes: whoever asks gets the same successor.
 * @throws InvalidGrant
 */
async function consume(type: string, id: string): Promise<void> {
  const where = { type, id: keyOf(type, id) }
  const { count } = await db().oidcModel.updateMany({
    where: { ...where, consumedAt: null },
    data: { consumedAt: new Date(now()) },
  })
  if (count === 1) return
  const row = await db().oidcModel.findUnique({ where: { type_id: where } })
  if (type === 'RefreshToken' && row?.consumedAt && inGrace(row.consumedAt)) return
  if (row?.grantId) await revokeFamily(row.grantId)
  throw new errors.InvalidGrant(`${type} already used`)
}

/** Whether a value that is not found any more was one of ours. */
export async function spentOrOver(type: string, id: string): Promise<boolean> {
  return (await db().oidcModel.count({ where: { type, id: keyOf(type, id) } })) > 0
}

/** A grant, everything issued under it, and the session that hangs on it. */
export async function revokeFamily(grantId: string): Promise<void> {
  await db().oidcModel.deleteMany({ where: { OR: [{ grantId }, { type: 'Grant', id: grantId }] } })
  await db().session.updateMany({ where: { grantId, revokedAt: null }, data: { revokedAt: new Date(now()) } })
}

/** Every model of oidc-provider in one table. The library asks for one of these for each kind of model. */
export function oidcAdapter(type: string): Adapter {
  return {
    upsert: (id, payload, expiresIn) => upsert(type, id, payload, expiresIn),
    async find(id) {
      return opened(type, await db().oidcModel.findUnique({ where: { type_id: { type, id: keyOf(type, id) } } }), id)
    },
    async findByUid(uid) {
      return opened(type, await db().oidcModel.findFirst({ where: { type, uid } }))
    },
    async findByUserCode(userCode) {
      return opened(type, await db().oidcModel.findFirst({ where: { type, userCode } }))
    },
    consume: (id) => consume(type, id),
    async destroy(id) {
      await db().oidcModel.deleteMany({ where: { type, id: keyOf(type, id) } })
    },
    async revokeByGrantId(grantId) {
      await db().oidcModel.deleteMany({ where: { grantId } })
    },
  }
}
