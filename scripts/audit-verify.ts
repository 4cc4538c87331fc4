import { verifyAudit } from '@/lib/db/audit'
import { closeDb } from '@/lib/db/client'

/** `npm run audit:verify`: walks the hash chain and names the first broken row. Exit 0 intact, 1 broken, 2 could not look. */
try {
  const { checked, broken } = await verifyAudit()
  console.log(
    broken
      ? `audit chain broken at position ${broken.position} (row ${broken.id}); ${checked} rows before it are intact`
      : `audit chain intact: ${checked} rows`,
  )
  process.exitCode = broken ? 1 : 0
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
} finally {
  await closeDb()
}
