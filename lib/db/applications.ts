import type { ApplicationModel } from '@/generated/prisma/models'
import { newId, seal, unseal } from '@/lib/core/crypto'
import {
  type Application,
  type ApplicationMetadata,
  type ApplicationSecret,
  type ApplicationType,
  applicationMetadata,
} from '@/lib/policy/application'
import type { Tx } from './client'
import { raiseConfigVersion } from './config'

type Stored = Omit<ApplicationSecret, 'value'> & { sealed: string }
const place = (id: string, secretId: string) => `applications:${id}:${secretId}`
const sealed = (id: string, secrets: ApplicationSecret[]): Stored[] =>
  secrets.map(({ value, ...rest }) => ({ ...rest, sealed: seal(place(id, rest.id), value) }))

/** A row as the domain type: metadata parsed, secrets opened. */
export function parseApplication(row: ApplicationModel): Application {
  return {
    id: row.id,
    name: row.name,
    type: row.type as ApplicationType,
    isThirdParty: row.isThirdParty,
    builtIn: row.builtIn,
    secrets: (row.secrets as Stored[]).map(({ sealed: box, ...rest }) => ({
      ...rest,
      value: unseal(place(row.id, rest.id), box),
    })),
    metadata: applicationMetadata.parse(row.metadata),
    customData: row.customData as Record<string, unknown>,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }
}

export type NewApplication = {
  id?: string
  name: string
  type: ApplicationType
  isThirdParty?: boolean
  builtIn?: boolean
  secrets?: ApplicationSecret[]
  metadata: ApplicationMetadata
  customData?: Record<string, unknown>
}

export async function createApplication(tx: Tx, now: number, input: NewApplication): Promise<Application> {
  const id = input.id ?? newId(now)
  const at = new Date(now)
  const row = await tx.application.create({
    data: {
      id,
      name: input.name,
      type: input.type,
      isThirdParty: input.isThirdParty ?? false,
      builtIn: input.builtIn ?? false,
      secrets: sealed(id, input.secrets ?? []),
      metadata: input.metadata,
      customData: (input.customData ?? {}) as object,
      createdAt: at,
      updatedAt: at,
    },
  })
  await raiseConfigVersion(tx)
  return parseApplication(row)
}

export type ApplicationChange = Partial<Pick<Application, 'name' | 'isThirdParty' | 'secrets' | 'metadata' | 'customData'>>

export async function updateApplication(tx: Tx, now: number, id: string, change: ApplicationChange): Promise<Application> {
  const { secrets, customData, ...rest } = change
  const row = await tx.application.update({
    where: { id },
    data: {
      ...rest,
      ...(secrets && { secrets: sealed(id, secrets) }),
      ...(customData && { customData: customData as object }),
      updatedAt: new Date(now),
    },
  })
  await raiseConfigVersion(tx)
  return parseApplication(row)
}

export async function findApplication(tx: Tx, id: string): Promise<Application | null> {
  const row = await tx.application.findUnique({ where: { id } })
  return row ? parseApplication(row) : null
}

export async function allApplications(tx: Tx): Promise<Application[]> {
  return (await tx.application.findMany()).map(parseApplication)
}

/** Page counted from 1, newest first. */
export async function listApplications(tx: Tx, page: number, pageSize: number): Promise<{ rows: Application[]; total: number }> {
  const [rows, total] = await Promise.all([
    tx.application.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], skip: (page - 1) * pageSize, take: pageSize }),
    tx.application.count(),
  ])
  return { rows: rows.map(parseApplication), total }
}

export async function deleteApplication(tx: Tx, id: string): Promise<void> {
  await tx.application.delete({ where: { id } })
  await raiseConfigVersion(tx)
}

/** Whether an application lists an origin among those of its own pages. */
export async function originListed(tx: Tx, origin: string): Promise<'web' | 'native' | null> {
  const [row] = await tx.$queryRaw<[{ web: boolean | null; native: boolean | null }]>`
    SELECT bool_or(metadata #> '{directSignIn,webOrigins}' @> ${JSON.stringify([origin])}::jsonb) AS web,
      bool_or(metadata #> '{directSignIn,nativeOrigins}' @> ${JSON.stringify([origin])}::jsonb) AS native FROM applications`
  return row.web ? 'web' : row.native ? 'native' : null
}

/** Whether any application lets pages of this origin call the step-up API. */
export async function stepUpOriginListed(tx: Tx, origin: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ listed: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM applications WHERE metadata->'allowedOrigins' ? ${origin}) AS listed`
  return row?.listed ?? false
}
