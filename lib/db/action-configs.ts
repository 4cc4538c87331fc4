import type { ActionConfigModel } from '@/generated/prisma/models'
import type { Outcome } from '@/lib/policy/step-up'
import type { Tx } from './client'

/** What an application's actions take: contracts/authsignal.md §7.3, §19. */
export type ActionConfig = Omit<ActionConfigModel, 'defaultOutcome'> & { defaultOutcome: Outcome }

/** What every application begins with: it asks for a challenge. */
export const firstAction = 'signIn'

const asConfig = (row: ActionConfigModel): ActionConfig => row as ActionConfig

export async function actionConfig(tx: Tx, applicationId: string, code: string): Promise<ActionConfig | null> {
  const row = await tx.actionConfig.findUnique({ where: { applicationId_code: { applicationId, code } } })
  return row && asConfig(row)
}

export async function actionConfigs(tx: Tx, applicationId: string): Promise<ActionConfig[]> {
  return (await tx.actionConfig.findMany({ where: { applicationId }, orderBy: { code: 'asc' } })).map(asConfig)
}

export const countActionCodes = (tx: Tx, applicationId: string): Promise<number> =>
  tx.actionConfig.count({ where: { applicationId } })

type New = { applicationId: string; code: string; defaultOutcome: Outcome }
/** The one that is there stays. */
export async function createActionConfig(tx: Tx, now: number, input: New): Promise<ActionConfig> {
  const at = new Date(now)
  await tx.actionConfig.createMany({ data: { ...input, createdAt: at, updatedAt: at }, skipDuplicates: true })
  return (await actionConfig(tx, input.applicationId, input.code))!
}

export type ActionConfigChange = Partial<Pick<ActionConfig, 'defaultOutcome' | 'methods' | 'defaultMethod' | 'requireEnrollment'>>
export async function putActionConfig(
  tx: Tx,
  now: number,
  applicationId: string,
  code: string,
  change: ActionConfigChange,
): Promise<ActionConfig> {
  const at = new Date(now)
  const row = await tx.actionConfig.upsert({
    where: { applicationId_code: { applicationId, code } },
    create: { applicationId, code, defaultOutcome: 'ALLOW', createdAt: at, ...change, updatedAt: at },
    update: { ...change, updatedAt: at },
  })
  return asConfig(row)
}

export async function deleteActionConfig(tx: Tx, applicationId: string, code: string): Promise<number> {
  return (await tx.actionConfig.deleteMany({ where: { applicationId, code } })).count
}
