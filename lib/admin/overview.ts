import { connectorById } from '@/lib/connectors'
import { db } from '@/lib/db/client'
import { readExperience } from '@/lib/db/config'
import { listConnectors } from '@/lib/db/connectors'
import { isLive } from '@/lib/db/live'
import { type Activity, activitySince } from '@/lib/db/overview'
import { secondFactors } from '@/lib/factors'
import { allow } from './roles'
import type { As } from './verb'

export type Progress = { application: boolean; signIn: boolean; branding: boolean; carrier: boolean; mfa: boolean }
export type Overview = { activity: Activity; progress: Progress; ailing: { id: string; name: string; reason: string | null }[] }

const day = 86_400_000

/** The last 24 hours in numbers, what a fresh instance still lacks, and connectors that fail. */
export async function overview({ ctx, actor }: As): Promise<Overview> {
  allow(actor, 'settings.read')
  const [activity, { value: settings }, connectors] = await Promise.all([
    activitySince(db(), ctx.now() - day, secondFactors),
    readExperience(db()),
    listConnectors(db()),
  ])
  const live = connectors.filter(isLive)
  const { productName, logoUrl } = settings.branding
  return {
    activity,
    progress: {
      application: activity.applications > 0,
      signIn: activity.tried,
      branding: productName !== 'Sallyport' || logoUrl !== '',
      carrier: live.some((row) => !connectorById(row.factoryId)?.inbox),
      mfa: settings.mfa.factors.length > 0,
    },
    ailing: live.flatMap(({ id, name, health }) =>
      health.state === 'failing' ? [{ id, name, reason: health.reason ?? null }] : [],
    ),
  }
}
