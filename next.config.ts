import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  // Types are checked by `npm run check` with the native compiler, which has no API for Next to call.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    '@electric-sql/pglite',
    '@zxcvbn-ts/language-common',
    'pglite-prisma-adapter',
    'oidc-provider',
    '@node-rs/argon2',
    'twilio',
    'nodemailer',
    '@prisma/client',
    '@prisma/adapter-pg',
    'pg',
    'pino',
    'prom-client',
  ],
  /** The names that orchestrators look for first. */
  async rewrites() {
    const aliases = [
      { source: '/healthz', destination: '/api/health/live' },
      { source: '/readyz', destination: '/api/health/ready' },
    ]
    return { beforeFiles: aliases, afterFiles: [], fallback: [] }
  },
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
}

export default config
