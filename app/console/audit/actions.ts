'use server'

import { verifyLogs } from '@/lib/admin/logs'
import { action } from '@/lib/hosted/console-action'

/** Walks the hash chain from the first row. */
export const verifyChain = action({ caller: 'console', needs: 'logs.read' }, async ({ as }) => {
  const { checked, broken } = await verifyLogs(as)
  if (!broken) return { message: `The chain is intact: ${checked.toLocaleString('en')} rows checked.` }
  return {
    ok: false,
    message: `The chain breaks at row ${broken.position} (${broken.id}). ${checked.toLocaleString('en')} rows before it are intact.`,
  }
})
