import { config } from '@/lib/db/config'
import type { Policy } from '@/lib/interaction/types'
import { resolvePolicy } from '@/lib/policy/resolve'
import type { SignInExperience } from '@/lib/policy/schema'
import { reachable } from './state'

export type HostedSettings = {
  branding: SignInExperience['branding']
  languages: SignInExperience['languageInfo']
  applicationName: string
  policy: Policy
}

/** What every hosted page shows, whoever is looking. */
export async function hostedSettings(applicationId = 'account'): Promise<HostedSettings> {
  const settings = await config()
  const { experience } = settings
  const application = (await settings.application(applicationId)) ?? (await settings.application('account'))
  if (!application) throw new Error('the built-in application is missing')
  return {
    branding: experience.branding,
    languages: experience.languageInfo,
    applicationName: application.name,
    policy: resolvePolicy(experience, application, reachable(settings)),
  }
}
