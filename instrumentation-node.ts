import { boot } from '@/lib/admin/boot'
import { noticesSent } from '@/lib/admin/notify'
import { stepUpMount } from '@/lib/contracts/authsignal'
import { managementMounts } from '@/lib/contracts/management'
import { mobileMount, nauthMount } from '@/lib/contracts/nauth'
import { nodeAuthMount } from '@/lib/contracts/node-auth'
import { log } from '@/lib/core/log'
import { sealAudit } from '@/lib/db/audit'
import { closeDb } from '@/lib/db/client'
import { rotateDueKeys } from '@/lib/db/signing-keys'
import { sweep } from '@/lib/db/sweep'
import { messagesUnderway } from '@/lib/flows/underway'
import { registerConsole } from '@/lib/hosted/console'
import { stepUpFramers } from '@/lib/hosted/step-up'
import { oidcHandler } from '@/lib/oidc/bridge'
import { demoPassword, seedDemo } from '@/prisma/seed'

/** What the server in front of Next takes from the application's own module graph. */
type Published = {
  ready: Promise<{ summary: string[] }>
  oidc: typeof oidcHandler
  mounts: Record<string, (request: Request) => Promise<Response>>
  /** origins that may frame the page of a step-up, by its address */
  framers: (url: string) => Promise<string[]>
  drain: () => Promise<void>
}

const every = { seal: 2_000, sweep: 60_000, rotate: 3_600_000 }
const timers: NodeJS.Timeout[] = []

function repeat(name: string, ms: number, work: () => Promise<unknown>): void {
  let busy = false
  const timer = setInterval(async () => {
    if (busy) return
    busy = true
    await work().catch((error) => log().error({ err: error }, `${name} failed`))
    busy = false
  }, ms)
  timers.push(timer.unref())
}

async function open(): Promise<{ summary: string[] }> {
  const summary = await boot({ password: demoPassword, seed: seedDemo })
  registerConsole()
  repeat('sealing the audit log', every.seal, () => sealAudit())
  repeat('sweeping', every.sweep, sweep)
  repeat('rotating signing keys', every.rotate, () => rotateDueKeys(Date.now()))
  return { summary }
}

async function drain(): Promise<void> {
  for (const timer of timers) clearInterval(timer)
  await Promise.allSettled([messagesUnderway(), noticesSent()])
  await sealAudit().catch(() => 0)
  await closeDb()
}

const holder = globalThis as typeof globalThis & { sallyport?: Published }
if (!holder.sallyport) {
  const ready = open()
  ready.catch(() => undefined) // the server reads the reason and ends the process
  holder.sallyport = {
    ready,
    oidc: oidcHandler,
    mounts: {
      ...managementMounts,
      '/auth': nauthMount,
      '/mobile/auth': mobileMount,
      '/node-auth': nodeAuthMount,
      '/v1': stepUpMount,
    },
    framers: (url) => stepUpFramers(url),
    drain,
  }
}
