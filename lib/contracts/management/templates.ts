import { z } from 'zod'
import { deleteTemplates, listTemplates, previewOf, putTemplates, templateInput, templatesInput } from '@/lib/admin/templates'
import { type Endpoints, route } from '@/lib/http/route'
import { as, needs } from './caller'
import { whole, wholeQuery } from './lists'

const template = z.object({
  channel: z.string(),
  usageType: z.string(),
  languageTag: z.string(),
  source: z.enum(['own', 'built-in']),
  updatedAt: z.string().nullable(),
  text: z.string().optional(),
  subject: z.string().optional(),
  html: z.string().optional(),
  sendFrom: z.string().optional(),
  replyTo: z.string().optional(),
})
const problem = z.object({ rule: z.string(), at: z.string(), message: z.string() })
const warnings = z.array(problem.extend({ channel: z.string(), usageType: z.string(), languageTag: z.string() }))
const preview = z.object({
  text: z.string(),
  subject: z.string().optional(),
  html: z.string().optional(),
  from: z.string().optional(),
  replyTo: z.string().optional(),
  encoding: z.string().optional(),
  segments: z.number().optional(),
  characters: z.number().optional(),
  offending: z.array(z.string()).optional(),
  problems: z.array(problem),
  warnings: z.array(problem),
})
const key = z.object({
  channel: z.enum(['sms', 'email']).optional(),
  usageType: z.string().max(60).optional(),
  languageTag: z.string().max(40).optional(),
})
const ofEmail = key.omit({ channel: true })
const emailInput = z
  .array(templateInput.omit({ channel: true }))
  .min(1)
  .max(500)
const tag = 'Templates'

export const templates = {
  'GET /templates': route({
    summary: 'List every text, your own in place of what ships',
    tag,
    auth: needs('templates.read'),
    query: key.extend(wholeQuery.shape),
    response: z.array(template),
    async handler(input) {
      const { page, page_size, ...filter } = input.query
      return whole(input.request, { page, page_size }, await listTemplates(as(input), filter))
    },
  }),
  'PUT /templates': route({
    summary: 'Save texts, all or none',
    tag,
    auth: needs('templates.write'),
    body: templatesInput,
    response: z.object({ warnings }),
    errors: ['template.invalid'],
    handler: (input) => putTemplates(as(input), input.body),
  }),
  'DELETE /templates': route({
    summary: 'Remove your own texts; what ships comes back',
    tag,
    auth: needs('templates.write'),
    query: key,
    errors: ['entity.not_found'],
    handler: (input) => deleteTemplates(as(input), input.query),
  }),
  'POST /templates/preview': route({
    summary: 'Render a text with made-up values; without one, the text in force',
    tag,
    auth: needs('templates.read'),
    body: templateInput,
    response: preview,
    handler: (input) => previewOf(as(input), input.body),
  }),
  'GET /email-templates': route({
    summary: 'List email texts',
    tag,
    auth: needs('templates.read'),
    query: ofEmail,
    response: z.array(template),
    handler: (input) => listTemplates(as(input), { ...input.query, channel: 'email' }),
  }),
  'PUT /email-templates': route({
    summary: 'Save email texts, all or none',
    tag,
    auth: needs('templates.write'),
    body: emailInput,
    response: z.object({ warnings }),
    errors: ['template.invalid'],
    handler: (input) =>
      putTemplates(
        as(input),
        input.body.map((one) => ({ ...one, channel: 'email' as const })),
      ),
  }),
} satisfies Endpoints
