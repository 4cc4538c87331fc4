import { listApiKeys, listSecrets } from '@/lib/admin/application-secrets'
import { getApplication } from '@/lib/admin/applications'
import { getSettings } from '@/lib/admin/settings'
import { listActions } from '@/lib/admin/step-up'
import type { As } from '@/lib/admin/verb'
import { orNotFound } from '@/lib/hosted/console'

/** All that the page shows of one application. Not found: the page says so. */
export async function loadApplication(as: As, id: string) {
  const application = await orNotFound(getApplication(as, id))
  const [secrets, keys, actions, settings] = await Promise.all([
    listSecrets(as, id),
    listApiKeys(as, id),
    listActions(as, id),
    getSettings(as),
  ])
  return { application, secrets, keys, actions, settings }
}
