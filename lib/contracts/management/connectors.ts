import { z } from 'zod'
import { connectorTest, testConnector } from '@/lib/admin/connector-test'
import {
  connectorPatch,
  createConnector,
  deleteConnector,
  getConnector,
  listConnectors,
  listFactories,
  newConnector,
  updateConnector,
} from '@/lib/admin/connectors'
import { type Endpoints, route } from '@/lib/http/route'
import { as, needs } from './caller'
import { idParam, whole, wholeQuery } from './lists'

const connector = z.object({
  id: z.string(),
  factoryId: z.string(),
  factoryName: z.string(),
  channel: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  priority: z.number(),
  userSelectable: z.boolean(),
  countries: z.object({ allow: z.array(z.string()), deny: z.array(z.string()) }),
  config: z.record(z.string(), z.unknown()),
  health: z.object({ state: z.string(), since: z.string().optional(), reason: z.string().optional() }),
  pausedUntil: z.string().nullable(),
})
const field = z.object({
  name: z.string(),
  title: z.string(),
  type: z.string(),
  required: z.boolean(),
  secret: z.boolean(),
  generated: z.boolean(),
  options: z.array(z.string()).optional(),
  placeholder: z.string().optional(),
  description: z.string().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
})
const factory = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  channels: z.array(z.string()),
  docs: z.string(),
  fields: z.array(field),
})
const testResult = z.object({
  outcome: z.string(),
  latencyMs: z.number(),
  provider: z.object({
    httpStatus: z.number().nullable(),
    code: z.string().nullable(),
    message: z.string().nullable(),
    messageId: z.string().nullable(),
  }),
  rendered: z.object({
    text: z.string(),
    subject: z.string().optional(),
    html: z.string().optional(),
    encoding: z.string().optional(),
    segments: z.number().optional(),
  }),
  deliveryId: z.string(),
})
const tag = 'Connectors'

export const connectors = {
  'GET /connector-factories': route({
    summary: 'Services that can be connected, with the inputs each needs',
    tag,
    auth: needs('connectors.read'),
    query: wholeQuery,
    response: z.array(factory),
    handler: async (input) => whole(input.request, input.query, await listFactories(as(input))),
  }),
  'GET /connectors': route({
    summary: 'List connectors in the order they are tried',
    tag,
    auth: needs('connectors.read'),
    query: wholeQuery,
    response: z.array(connector),
    handler: async (input) => whole(input.request, input.query, await listConnectors(as(input))),
  }),
  'POST /connectors': route({
    summary: 'Connect a service',
    tag,
    auth: needs('connectors.write'),
    body: newConnector,
    response: connector,
    status: 201,
    errors: ['connector.invalid_config'],
    handler: (input) => createConnector(as(input), input.body),
  }),
  'GET /connectors/:id': route({
    summary: 'Read a connector; secrets are only said to be set',
    tag,
    auth: needs('connectors.read'),
    params: idParam,
    response: connector,
    errors: ['entity.not_found'],
    handler: (input) => getConnector(as(input), input.params.id),
  }),
  'PATCH /connectors/:id': route({
    summary: 'Change a connector; secrets left out stay, null clears',
    tag,
    auth: needs('connectors.write'),
    params: idParam,
    body: connectorPatch,
    response: connector,
    errors: ['entity.not_found', 'connector.invalid_config', 'connector.secret_reentry_required', 'connector.in_use'],
    handler: (input) => updateConnector(as(input), input.params.id, input.body),
  }),
  'DELETE /connectors/:id': route({
    summary: 'Remove a connector',
    tag,
    auth: needs('connectors.write'),
    params: idParam,
    errors: ['entity.not_found', 'connector.in_use'],
    handler: (input) => deleteConnector(as(input), input.params.id),
  }),
  'POST /connectors/:id/test': route({
    summary: 'Send a test through a connector, or through a service not connected yet by its factory id',
    tag,
    auth: needs('connectors.write'),
    params: idParam,
    body: connectorTest,
    response: testResult,
    errors: [
      'entity.not_found',
      'connector.invalid_config',
      'connector.secret_reentry_required',
      'connector.rate_limit_exceeded',
      'connector.destination_blocked',
      'identifier.invalid',
    ],
    handler: (input) => testConnector(as(input), input.params.id, input.body),
  }),
} satisfies Endpoints
