import Provider, { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import type { OidcModelModel } from '@/generated/prisma/models'
import { hashToken, seal, unseal } from '@/lib/core/crypto'
import { db } from './client'

/** Ids that are no secrets: they are named by other rows or by our own code. Everything else is a bearer value and kept as a hash. */
const open = new Set(['Grant', 'Interaction'])
const keyOf = (type: string, id: string): string => (open.has(type) ? id : hashToken(id))
const place = (type: string, key: string) => `oidc_models:${type}:${key}`

/** A rotated refresh token may be presented once more for so long and gets the same successor (milliseconds). */
const grace = 10_000

type Stored = AdapterPayload & { sealedJti?: string; successor?: string }

/** What a token request learned while it ran: the successor that another, parallel refresh already got. */
export const successors = new WeakMap<object, string>()
const here = (): object | undefined => Provider.ctx as object | undefined

/** A row as oidc-provider knows it; the model's own id is opened again, because the library names rows by it. */
function opened(type: string, row: OidcModelModel, now: number): AdapterPayload | undefined {
  if (row.expiresAt && row.expiresAt.getTime() <= now) return undefined
  const { sealedJti, successor, ...payload } = row.payload as Stored
  const jti = sealedJti ? unseal(place(type, row.id), sealedJti) : payload.jti
  const inGrace = type === 'RefreshToken' && successor && row.consumedAt && now - row.consumedAt.getTime() < grace
  return {
    ...payload,
    ...(jti && { jti }),
    ...(row.consumedAt && !inGrace && { consumed: Math.floor(row.consumedAt.getTime() / 1000) }),
  }
}

/** Every oidc-provider model in one table. The library makes one of these for each kind of model. */
export class OidcAdapter implements Adapter {
  constructor(private type: string) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const ctx = here()
    if (this.type === 'RefreshToken' && ctx && successors.has(ctx)) return // the parallel refresh has its successor already
    const key = keyOf(this.type, id)
    const { jti, ...rest } = payload
    const stored = {
      ...rest,
      ...(open.has(this.type) ? { jti } : jti && { sealedJti: seal(place(this.type, key), jti) }),
    } as object
    const data = {
      payload: stored,
      grantId: payload.grantId ?? null,
      userCode: payload.userCode ?? null,
      uid: payload.uid ?? null,
      accountId: payload.accountId ?? null,
      clientId: payload.clientId ?? null,
      expiresAt: expiresIn ? new Date(Date.now() + expiresIn * 1000) : null,
    }
    await db().oidcModel.upsert({
      where: { type_id: { type: this.type, id: key } },
      create: { id: key, type: this.type, ...data },
      update: data,
    })
    if (this.type === 'RefreshToken') await rememberSuccessor(id)
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const row = await db().oidcModel.findUnique({ where: { type_id: { type: this.type, id: keyOf(this.type, id) } } })
    return row ? opened(this.type, row, Date.now()) : undefined
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const row = await db().oidcModel.findFirst({ where: { type: this.type, uid } })
    return row ? opened(this.type, row, Date.now()) : undefined
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    const row = await db().oidcModel.findFirst({ where: { type: this.type, userCode } })
    return row ? opened(this.type, row, Date.now()) : undefined
  }

  /** One statement decides: exactly one of any number of callers uses the code or token up (RFC 9700 §2.2.2, §4.14.2). */
  async consume(id: string): Promise<void> {
    const key = keyOf(this.type, id)
    const now = new Date()
    const { count } = await db().oidcModel.updateMany({
      where: { type: this.type, id: key, consumedAt: null },
      data: { consumedAt: now },
    })
    if (count === 1) return
    const successor = this.type === 'RefreshToken' ? await successorOf(key, now.getTime()) : null
    const ctx = here()
    if (successor && ctx) {
      successors.set(ctx, successor)
      return
    }
    const row = await db().oidcModel.findUnique({ where: { type_id: { type: this.type, id: key } } })
    if (row?.grantId) await this.revokeByGrantId(row.grantId)
    throw new errors.InvalidGrant(`${this.type} already used`)
  }

  async destroy(id: string): Promise<void> {
    await db().oidcModel.deleteMany({ where: { type: this.type, id: keyOf(this.type, id) } })
  }

  /** The whole family, whichever model was asked. */
  async revokeByGrantId(grantId: string): Promise<void> {
    await db().oidcModel.deleteMany({ where: { grantId } })
  }
}

type Rotating = { oidc?: { entities?: { RotatedRefreshToken?: { jti: string } } } }

/** Leaves the new token's value, sealed, with the old one, for a refresh that ran at the same time. */
async function rememberSuccessor(id: string): Promise<void> {
  const rotated = (here() as Rotating | undefined)?.oidc?.entities?.RotatedRefreshToken
  if (!rotated) return
  const key = hashToken(rotated.jti)
  const successor = JSON.stringify({ successor: seal(place('successor', key), id) })
  await db()
    .$executeRaw`UPDATE oidc_models SET payload = payload || ${successor}::jsonb WHERE type = 'RefreshToken' AND id = ${key}`
}

/** The successor of a token rotated moments ago, waiting a little for the winner to write it; null once the grace is over. */
async function successorOf(key: string, now: number): Promise<string | null> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const row = await db().oidcModel.findUnique({ where: { type_id: { type: 'RefreshToken', id: key } } })
    if (!row?.consumedAt || now - row.consumedAt.getTime() >= grace) return null
    const { successor } = row.payload as Stored
    if (successor) return unseal(place('successor', key), successor)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return null
}
