import { config } from '@/lib/db/config'
import type { SignInExperience } from '@/lib/policy/schema'

/** What pages need to know of the settings before anybody is known. */
export type HostedSettings = {
  branding: SignInExperience['branding']
  /** null for applications of the product itself, and unknown ones */
  applicationName: string | null
  countries: string[]
  /** whether the browser's language counts */
  autoDetect: boolean
  fallbackLanguage: string
}

/** @param applicationId whose sign-in it is; absent on pages that belong to none */
export async function hostedSettings(applicationId?: string): Promise<HostedSettings> {
  const settings = await config()
  const application = applicationId ? await settings.application(applicationId) : null
  return {
    branding: settings.experience.branding,
    applicationName: application && !application.builtIn ? application.name : null,
    countries: settings.experience.allowedCountries,
    autoDetect: settings.experience.languageInfo.autoDetect,
    fallbackLanguage: settings.experience.languageInfo.fallbackLanguage,
  }
}
