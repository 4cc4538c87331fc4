import { z } from 'zod'
import { newId, newSecret } from '@/lib/core/crypto'
import { AppError } from '@/lib/core/errors'
import { firstAction, putActionConfig } from '@/lib/db/action-configs'
import { deleteTokensOf } from '@/lib/db/api-keys'
import {
  createApplication as createRow,
  deleteApplication as deleteRow,
  findApplication,
  listApplications as listRows,
  updateApplication as updateRow,
} from '@/lib/db/applications'
import { audit } from '@/lib/db/audit'
import { db, type Tx, transaction } from '@/lib/db/client'
import { readExperience } from '@/lib/db/config'
import { lockConfiguration } from '@/lib/db/connectors'
import {
  type Application,
  type ApplicationMetadata,
  type ApplicationSecret,
  type ApplicationType,
  applicationMetadata,
  applicationTypes,
} from '@/lib/policy/application'
import { stepUpFields } from '@/lib/policy/step-up'
import { validateOverride } from '@/lib/policy/validate'
import { directSignInPatch, expectDirectSignIn } from './direct-sign-in'
import { allow, auditActor } from './roles'
import { expectStepUp } from './step-up'
import { type As, changed, found, type Listed, pageInput, parse } from './verb'

/** An application as it may be read: no secret. */
export type ApplicationView = {
  id: string
  name: string
  type: ApplicationType
  isThirdParty: boolean
  builtIn: boolean
  oidcClientMetadata: Pick<ApplicationMetadata, 'redirectUris' | 'postLogoutRedirectUris' | 'backchannelLogoutUri'>
  customData: Record<string, unknown>
  createdAt: string
  updatedAt: string
} & Omit<ApplicationMetadata, 'redirectUris' | 'postLogoutRedirectUris' | 'backchannelLogoutUri'>

const uris = z.array(z.string().max(2000)).max(50)
const settings = z.strictObject({
  name: z.string().trim().min(1).max(120),
  isThirdParty: z.boolean(),
  oidcClientMetadata: z
    .strictObject({ redirectUris: uris, postLogoutRedirectUris: uris, backchannelLogoutUri: z.string().max(2000) })
    .partial(),
  customData: z.record(z.string().max(100), z.json()),
  allowedOrigins: z.array(z.string().max(300)).max(50),
  redirectAllowList: uris,
  idTokenAlgorithm: z.string(),
  requirePkce: z.boolean(),
  alwaysIssueRefreshToken: z.boolean(),
  logoutWithoutConfirmation: z.boolean(),
  keepOfflineAccessAfterLogout: z.boolean(),
  scopes: z.array(z.string()),
  mfa: z.record(z.string(), z.json()),
  directSignIn: directSignInPatch,
  stepUp: z.strictObject(stepUpFields).partial(),
})
export const applicationPatch = settings.partial()
export const newApplication = applicationPatch.extend({ name: settings.shape.name, type: z.enum(applicationTypes) })

const confidential = (type: ApplicationType) => type !== 'SPA' && type !== 'Native'
const uriFields = ['redirectUris', 'postLogoutRedirectUris']

/** The stored metadata with a change on top. @throws application.redirect_uri_invalid, request.invalid */
function metadataWith(current: Partial<ApplicationMetadata>, patch: z.output<typeof applicationPatch>): ApplicationMetadata {
  const { name: _, isThirdParty: _third, customData: _custom, oidcClientMetadata, ...rest } = patch
  const directSignIn = { ...current.directSignIn, ...rest.directSignIn }
  const stepUp = { ...current.stepUp, ...rest.stepUp }
  const parsed = applicationMetadata.safeParse({ ...current, ...oidcClientMetadata, ...rest, directSignIn, stepUp })
  if (parsed.success) return parsed.data
  const nested = (path: PropertyKey[]) => (uriFields.includes(String(path[0])) ? ['oidcClientMetadata', ...path] : path)
  const problems = parsed.error.issues.map((i) => ({ path: nested(i.path).map(String).join('.'), message: i.message }))
  const address = parsed.error.issues.some((issue) => uriFields.includes(String(issue.path[0])))
  throw new AppError(address ? 'application.redirect_uri_invalid' : 'request.invalid', { problems })
}

export function applicationView(row: Application): ApplicationView {
  const { redirectUris, postLogoutRedirectUris, backchannelLogoutUri, ...metadata } = row.metadata
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    isThirdParty: row.isThirdParty,
    builtIn: row.builtIn,
    oidcClientMetadata: { redirectUris, postLogoutRedirectUris, backchannelLogoutUri },
    ...metadata,
    customData: row.customData,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

/** A fresh client secret. Only `[A-Za-z0-9_-]`: SDKs put it into a Basic header as it is (contracts/logto.md §9). */
export const makeSecret = (now: number, expiresAt: number | null): ApplicationSecret => ({
  id: newId(now),
  value: newSecret(),
  createdAt: new Date(now).toISOString(),
  expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
})

export async function listApplications({ actor }: As, input: z.input<typeof pageInput>): Promise<Listed<ApplicationView>> {
  allow(actor, 'applications.read')
  const { page, pageSize } = parse(pageInput, input)
  const { rows, total } = await listRows(db(), page, pageSize)
  return { rows: rows.map(applicationView), total }
}

export async function getApplication({ actor }: As, id: string): Promise<ApplicationView> {
  allow(actor, 'applications.read')
  return applicationView(found(await findApplication(db(), id)))
}

async function guardOverride(tx: Tx, metadata: ApplicationMetadata): Promise<void> {
  validateOverride((await readExperience(tx)).value, metadata.mfa)
}

/**
 * The secret is in this answer and never again; null for applications that cannot keep one.
 * @throws request.invalid, application.redirect_uri_invalid, application.mfa_override_weaker
 */
export async function createApplication(
  { ctx, actor }: As,
  input: z.input<typeof newApplication>,
): Promise<ApplicationView & { secret: string | null }> {
  allow(actor, 'applications.write')
  const { type, ...parsed } = parse(newApplication, input)
  const { isThirdParty = false } = parsed
  expectDirectSignIn({ id: '', type, isThirdParty }, parsed.directSignIn)
  await expectStepUp(parsed.stepUp)
  // a machine has one thing to ask for: this API
  const metadata = metadataWith(type === 'MachineToMachine' ? { scopes: ['all'] } : {}, parsed)
  const secret = confidential(type) ? makeSecret(ctx.now(), null) : null
  return transaction(async (tx) => {
    await lockConfiguration(tx)
    await guardOverride(tx, metadata)
    const row = await createRow(tx, ctx.now(), {
      name: parsed.name,
      type,
      metadata,
      isThirdParty,
      secrets: secret ? [secret] : [],
      ...(parsed.customData && { customData: parsed.customData }),
    })
    // what the guide of the step-up API tracks first
    if (type !== 'MachineToMachine') await putActionConfig(tx, ctx.now(), row.id, firstAction, { defaultOutcome: 'CHALLENGE' })
    const details = { name: row.name, type }
    await audit(tx, ctx, { event: 'Application.Created', actor: auditActor(actor), target: row.id, details })
    return { ...applicationView(row), secret: secret?.value ?? null }
  })
}

/** @throws request.invalid, application.redirect_uri_invalid, application.mfa_override_weaker, auth.forbidden for where our own may lead */
export async function updateApplication(
  { ctx, actor }: As,
  id: string,
  input: z.input<typeof applicationPatch>,
): Promise<ApplicationView> {
  allow(actor, 'applications.write')
  const patch = parse(applicationPatch, input)
  await expectStepUp(patch.stepUp)
  return transaction(async (tx) => {
    await lockConfiguration(tx)
    const before = found(await findApplication(tx, id))
    const metadata = metadataWith(before.metadata, patch)
    // our own clients: their addresses follow PUBLIC_URL, and they are nobody else's
    if (before.builtIn && (patch.oidcClientMetadata || patch.isThirdParty)) throw new AppError('auth.forbidden')
    expectDirectSignIn(
      { ...before, ...(patch.isThirdParty !== undefined && { isThirdParty: patch.isThirdParty }) },
      patch.directSignIn,
    )
    if (patch.mfa) await guardOverride(tx, metadata)
    const row = await updateRow(tx, ctx.now(), id, {
      metadata,
      ...(patch.name !== undefined && { name: patch.name }),
      ...(patch.isThirdParty !== undefined && { isThirdParty: patch.isThirdParty }),
      ...(patch.customData && { customData: patch.customData }),
    })
    const details = { changed: changed(applicationView(before), applicationView(row)).filter((name) => name !== 'updatedAt') }
    await audit(tx, ctx, { event: 'Application.Updated', actor: auditActor(actor), target: id, details })
    return applicationView(row)
  })
}

/** Its tokens and keys die with it. @throws auth.forbidden for a built-in one */
export async function deleteApplication({ ctx, actor }: As, id: string): Promise<void> {
  allow(actor, 'applications.write')
  await transaction(async (tx) => {
    const before = found(await findApplication(tx, id))
    if (before.builtIn) throw new AppError('auth.forbidden')
    await deleteTokensOf(tx, id)
    await deleteRow(tx, id)
    const details = { name: before.name, type: before.type }
    await audit(tx, ctx, { event: 'Application.Deleted', actor: auditActor(actor), target: id, details })
  })
}
