import { env } from '@/lib/core/env'
import { openApi } from '@/lib/http/openapi'
import { type Endpoints, route } from '@/lib/http/route'
import { nauth } from './nauth'
import { nodeAuth } from './node-auth'
import { stepUp } from './step-up'
import type { Dialect } from './types'

export type { Dialect } from './types'

/** The APIs beside our own. */
export const dialects: Dialect[] = [nauth, nodeAuth, stepUp]

/** The OpenAPI document of one, for this instance. */
export const documentOf = ({ title, description, mounts, wire }: Dialect) =>
  openApi({ title: `Sallyport ${title}`, version: '1', server: env().PUBLIC_URL, description, mounts, wire })

/** `GET /openapi/nauth.json` and its like. */
export const dialectDocuments: Endpoints = Object.fromEntries(
  dialects.map((dialect) => [
    `GET /openapi/${dialect.id}.json`,
    route({
      summary: `The ${dialect.title} as OpenAPI 3.1`,
      tag: 'Operations',
      auth: 'anyone',
      handler: async () => Response.json(documentOf(dialect)),
    }),
  ]),
)
