import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { type ActionConfig, actionConfigs, deleteActionConfig, putActionConfig } from '@/lib/db/action-configs'
import { findApplication } from '@/lib/db/applications'
import { audit } from '@/lib/db/audit'
import { db, transaction } from '@/lib/db/client'
import { config } from '@/lib/db/config'
import { isLive } from '@/lib/db/live'
import { outcomes, type SmsChannel, stepUpFields, stepUpMethods } from '@/lib/policy/step-up'
import { allow, auditActor } from './roles'
import { type As, found, parse } from './verb'

/** Step-up actions of an application: contracts/authsignal.md §7.3, §19. */

export const stepUpView = z.object(stepUpFields)

export const actionPatch = z
  .strictObject({
    defaultOutcome: z.enum(outcomes),
    /** empty: all methods of the application */
    verificationMethods: z.array(z.enum(stepUpMethods)).max(stepUpMethods.length),
    defaultVerificationMethod: z.enum(stepUpMethods).nullable(),
    requireEnrollment: z.boolean(),
  })
  .partial()
export type ActionConfigView = {
  code: string
  defaultOutcome: string
  verificationMethods: string[]
  defaultVerificationMethod: string | null
  requireEnrollment: boolean
  createdAt: string
  updatedAt: string
}

/** A way that is not connected cannot be chosen. @throws request.invalid */
export async function expectStepUp({ smsChannel }: { smsChannel?: SmsChannel | undefined } = {}): Promise<void> {
  if (!smsChannel || smsChannel === 'OFF') return
  const live = (await config()).connectors.filter(isLive)
  const needed = smsChannel === 'USER_CHOICE' ? ['whatsapp'] : ['whatsapp', 'sms']
  if (needed.every((channel) => live.some((row) => row.channel === channel))) return
  const message = 'Connect WhatsApp, and a carrier for text messages, first.'
  throw new AppError('request.invalid', { problems: [{ path: 'stepUp.smsChannel', message }] })
}

const view = (row: ActionConfig): ActionConfigView => ({
  code: row.code,
  defaultOutcome: row.defaultOutcome,
  verificationMethods: row.methods,
  defaultVerificationMethod: row.defaultMethod,
  requireEnrollment: row.requireEnrollment,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})

export async function listActions({ actor }: As, applicationId: string): Promise<ActionConfigView[]> {
  allow(actor, 'applications.read')
  found(await findApplication(db(), applicationId))
  return (await actionConfigs(db(), applicationId)).map(view)
}

/** Makes or changes what an action takes. @throws entity.not_found, request.invalid */
export async function putAction(
  { ctx, actor }: As,
  applicationId: string,
  code: string,
  input: z.input<typeof actionPatch>,
): Promise<ActionConfigView> {
  allow(actor, 'applications.write')
  const { verificationMethods, defaultVerificationMethod, ...rest } = parse(actionPatch, input)
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(code))
    throw new AppError('request.invalid', {
      problems: [{ path: 'code', message: 'Use 1 to 64 letters, digits, hyphens or underscores.' }],
    })
  return transaction(async (tx) => {
    found(await findApplication(tx, applicationId))
    const row = await putActionConfig(tx, ctx.now(), applicationId, code, {
      ...rest,
      ...(verificationMethods && { methods: verificationMethods }),
      ...(defaultVerificationMethod !== undefined && { defaultMethod: defaultVerificationMethod }),
    })
    const details = { code, changed: Object.keys(input) }
    await audit(tx, ctx, { event: 'Application.Action.Saved', actor: auditActor(actor), target: applicationId, details })
    return view(row)
  })
}

/** What was tracked under it stays; the next time it begins afresh. @throws entity.not_found */
export async function deleteAction({ ctx, actor }: As, applicationId: string, code: string): Promise<void> {
  allow(actor, 'applications.write')
  await transaction(async (tx) => {
    found((await deleteActionConfig(tx, applicationId, code)) || null)
    const details = { code }
    await audit(tx, ctx, { event: 'Application.Action.Deleted', actor: auditActor(actor), target: applicationId, details })
  })
}
