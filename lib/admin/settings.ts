import { AppError } from '@/lib/core/errors'
import { countLosing } from '@/lib/db/admin-users'
import { allApplications } from '@/lib/db/applications'
import { audit } from '@/lib/db/audit'
import { db, type Tx, transaction } from '@/lib/db/client'
import { config, readExperience, writeExperience } from '@/lib/db/config'
import { listConnectors, lockConfiguration } from '@/lib/db/connectors'
import { byLogtoName } from '@/lib/factors'
import { type SettingsPatch, type SignInExperience, signInExperience } from '@/lib/policy/schema'
import { nonSkippable, type Section, strands, validateExperience, type Warning } from '@/lib/policy/validate'
import { factsOf } from './facts'
import { allow, auditActor } from './roles'
import { type As, changed, parse } from './verb'

export type Settings = SignInExperience
export { type SettingsPatch, signInExperience as settingsDocument }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Named members replace, one level deep; lists are replaced whole. @throws request.invalid */
export function mergeSettings(current: Settings, patch: SettingsPatch): Settings {
  const merged: Record<string, unknown> = { ...current }
  for (const [name, value] of Object.entries(patch)) {
    const before = merged[name]
    merged[name] = isObject(before) && isObject(value) ? { ...before, ...value } : value
  }
  return parse(signInExperience, merged)
}

const types = (settings: Settings) => settings.mfa.factors.flatMap((name) => byLogtoName(name) ?? [])

/** V21: people whose every usable factor this change switches off. @throws sign_in_experiences.would_drop_enrolled_users */
async function guardEnrolled(tx: Tx, before: Settings, after: Settings, acknowledged: boolean): Promise<void> {
  if (acknowledged || types(before).every((type) => types(after).includes(type))) return
  const users = await countLosing(tx, types(before), types(after))
  if (users) throw new AppError('sign_in_experiences.would_drop_enrolled_users', { users })
}

/** V22 from the other side. @throws sign_in_experiences.mandatory_mfa_requires_factor, naming the applications */
async function guardApplications(tx: Tx, settings: Settings, patch: SettingsPatch): Promise<void> {
  if (!patch.mfa) return
  const stranded = (await allApplications(tx)).filter(({ metadata }) => strands(settings, metadata.mfa))
  if (!stranded.length) return
  const applications = stranded.map(({ name }) => name)
  throw new AppError('sign_in_experiences.mandatory_mfa_requires_factor', { applications })
}

/** A patch that changes nothing touches nothing. */
const touchedBy = (patch: SettingsPatch) => new Set(Object.keys(patch) as Section[])

export async function getSettings({ actor }: As): Promise<Settings> {
  allow(actor, 'settings.read')
  return (await readExperience(db())).value
}

/** Which warnings, or which refusal, a change would meet; nothing is saved. @throws as `patchSettings` */
export async function checkSettings({ actor }: As, patch: SettingsPatch): Promise<{ settings: Settings; warnings: Warning[] }> {
  allow(actor, 'settings.read')
  const merged = mergeSettings((await readExperience(db())).value, patch)
  const warnings = validateExperience(merged, touchedBy(patch), factsOf(await listConnectors(db())))
  await guardApplications(db(), merged, patch)
  return { settings: merged, warnings }
}

/** Since when setting up is not optional: the server's own note, whatever a patch says. */
function dated(settings: Settings, before: Settings, now: number): Settings {
  const required = nonSkippable.includes(settings.mfa.policy)
  const since = before.mfa.requiredSince ?? new Date(now).toISOString()
  return { ...settings, mfa: { ...settings.mfa, requiredSince: required ? since : null } }
}

export const acknowledgements = ['would_drop_enrolled_users'] as const
export type Acknowledgement = (typeof acknowledgements)[number]

/**
 * Changes the sign-in experience (contracts/logto.md §1). All or nothing.
 * @throws request.invalid, sign_in_experiences.* (V1 to V21), entity.conflict when somebody saved in between
 */
export async function patchSettings(
  { ctx, actor }: As,
  patch: SettingsPatch,
  acknowledge: readonly Acknowledgement[] = [],
): Promise<{ settings: Settings; warnings: Warning[] }> {
  allow(actor, 'settings.write')
  return transaction(async (tx) => {
    await lockConfiguration(tx)
    const { value: before, version } = await readExperience(tx)
    const settings = dated(mergeSettings(before, patch), before, ctx.now())
    const warnings = validateExperience(settings, touchedBy(patch), factsOf(await listConnectors(tx)))
    await guardApplications(tx, settings, patch)
    await guardEnrolled(tx, before, settings, acknowledge.includes('would_drop_enrolled_users'))
    const sections = changed(before, settings)
    if (!sections.length) return { settings, warnings }
    if (!(await writeExperience(tx, settings, version))) throw new AppError('entity.conflict')
    await audit(tx, ctx, {
      event: 'Settings.Updated',
      actor: auditActor(actor),
      target: 'sign-in-exp',
      details: { sections, acknowledged: [...acknowledge] },
    })
    return { settings, warnings }
  })
}

/** What a sign-in page may know before anybody signed in: no secrets, no counts. */
export async function publicSettings(): Promise<Omit<Settings, 'allowedCountries' | 'adaptiveMfa'>> {
  const { allowedCountries: _countries, adaptiveMfa: _adaptive, ...rest } = (await config()).experience
  return rest
}
