import { derivedSecret, newId } from '@/lib/core/crypto'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { firstAction, putActionConfig } from '@/lib/db/action-configs'
import { putBootstrapKey } from '@/lib/db/api-keys'
import { createApplication, findApplication, updateApplication } from '@/lib/db/applications'
import type { Tx } from '@/lib/db/client'
import { raiseConfigVersion } from '@/lib/db/config'
import { type Application, applicationMetadata } from '@/lib/policy/application'

type BuiltIn = Pick<Application, 'id' | 'name' | 'type'> & { builtIn: boolean; secret?: string; metadata: object }

/** Applications that every instance has. Their addresses and secrets follow the environment at each start. */
function builtIns(demo: boolean): BuiltIn[] {
  const { PUBLIC_URL } = env()
  const console: BuiltIn = {
    id: 'console',
    name: 'Console',
    type: 'FirstParty',
    builtIn: true,
    secret: derivedSecret('console-client'),
    metadata: {
      redirectUris: [`${PUBLIC_URL}/api/auth/callback/sallyport`],
      postLogoutRedirectUris: [`${PUBLIC_URL}/console`],
      logoutWithoutConfirmation: true,
      // no `requiredAcr`: before the first carrier is connected nobody could reach it, and the console is where one is connected
      mfa: { policy: 'Mandatory' },
    },
  }
  const account: BuiltIn = { id: 'account', name: 'Account', type: 'FirstParty', builtIn: true, metadata: {} }
  const demoApp: BuiltIn = {
    id: 'demo-app',
    name: 'Demo app',
    type: 'Traditional',
    builtIn: false,
    secret: derivedSecret('demo-client'),
    metadata: { redirectUris: [`${PUBLIC_URL}/demo/callback`], postLogoutRedirectUris: [`${PUBLIC_URL}/demo`] },
  }
  return demo ? [console, account, demoApp] : [console, account]
}

/** Writes the built-in applications, the inbox connectors and the bootstrap key as the environment wants them. Run under the boot lock. */
export async function ensureBuiltIns(tx: Tx, ctx: Ctx, demo: boolean): Promise<void> {
  for (const app of builtIns(demo)) await ensureApplication(tx, ctx.now(), app)
  if (env().INBOX) for (const channel of ['sms', 'email'] as const) await ensureInbox(tx, ctx.now(), channel)
  // also when it is gone from the environment: then it must not open anything any more
  await putBootstrapKey(tx, ctx.now(), env().BOOTSTRAP_API_KEY)
}

async function ensureApplication(tx: Tx, now: number, { secret, metadata, ...app }: BuiltIn): Promise<void> {
  const found = await findApplication(tx, app.id)
  const parsed = applicationMetadata.parse(metadata)
  const secrets = secret ? [{ id: 'derived', value: secret, createdAt: new Date(now).toISOString(), expiresAt: null }] : []
  if (!found) {
    await createApplication(tx, now, { ...app, secrets, metadata: parsed })
    if (!app.builtIn) await putActionConfig(tx, now, app.id, firstAction, { defaultOutcome: 'CHALLENGE' })
    return
  }
  const { redirectUris, postLogoutRedirectUris } = parsed
  const same = found.secrets.some((s) => s.value === secret) || !secret
  if (same && redirectUris.every((uri) => found.metadata.redirectUris.includes(uri))) return
  const derived = [...secrets, ...found.secrets.filter((s) => s.id !== 'derived')]
  const union = (a: string[], b: string[]) => [...new Set([...a, ...b])]
  const addresses = {
    redirectUris: union(redirectUris, found.metadata.redirectUris),
    postLogoutRedirectUris: union(postLogoutRedirectUris, found.metadata.postLogoutRedirectUris),
  }
  await updateApplication(tx, now, app.id, { secrets: derived, metadata: { ...found.metadata, ...addresses } })
}

/** One inbox per channel, last in every chain. */
async function ensureInbox(tx: Tx, now: number, channel: 'sms' | 'email'): Promise<void> {
  const factoryId = `inbox-${channel}`
  if (await tx.connector.count({ where: { factoryId } })) return
  const at = new Date(now)
  const name = channel === 'sms' ? 'Inbox for text messages' : 'Inbox for email'
  await tx.connector.create({
    data: { id: newId(now), factoryId, channel, name, priority: 1000, config: {}, createdAt: at, updatedAt: at },
  })
  await raiseConfigVersion(tx)
}
