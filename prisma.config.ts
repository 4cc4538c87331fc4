import path from 'node:path'
import { defineConfig } from 'prisma/config'

// Prisma's own WebAssembly schema engine: no native engine is downloaded, ever.
if (process.platform !== 'win32')
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, 'scripts/schema-engine.mjs')
process.env.CHECKPOINT_DISABLE ??= '1'
process.env.PRISMA_HIDE_UPDATE_MESSAGE ??= '1'

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Without a server, authoring works on a database in memory; the embedded one belongs to the running process alone.
  datasource: { url: process.env.DATABASE_URL ?? 'pglite:memory://' },
})
