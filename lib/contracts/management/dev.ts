import { z } from 'zod'
import { behaviorInput, clearInbox, listInbox, setClock, setInboxBehavior } from '@/lib/admin/inbox'
import type { As } from '@/lib/admin/verb'
import type { Ctx } from '@/lib/core/ctx'
import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import type { Caller } from '@/lib/http/caller'
import type { Access } from '@/lib/http/guards'
import { type Endpoints, route } from '@/lib/http/route'
import { as, needs } from './caller'

const message = z.object({
  id: z.string(),
  channel: z.string(),
  to: z.string(),
  usageType: z.string(),
  locale: z.string(),
  subject: z.string().nullable(),
  text: z.string(),
  html: z.string().nullable(),
  code: z.string().nullable(),
  link: z.string().nullable(),
  connectorId: z.string(),
  status: z.string(),
  createdAt: z.string(),
})
const query = z.object({
  /** a plus that was not encoded arrives as a space */
  to: z
    .string()
    .max(300)
    .transform((to) => to.replace(/^ (?=\d)/, '+'))
    .optional(),
  channel: z.string().max(20).optional(),
  usageType: z.string().max(60).optional(),
  /** the same under the name of contracts/logto.md §4 */
  type: z.string().max(60).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .transform((limit) => Math.min(limit, 500))
    .default(50),
})
const tag = 'Development'

const evaluating = () => env().APP_ENV === 'evaluation'
/** Where the tools are not there, everybody hears 404, whoever asks and whatever. */
const tools = (capability: 'inbox.read' | 'inbox.write', there: () => boolean): Access => ({
  ...needs(capability),
  unless() {
    if (!there()) throw new AppError('entity.not_found')
    return evaluating()
  },
})
const inbox = (capability: 'inbox.read' | 'inbox.write') => tools(capability, () => env().INBOX)
/** While an instance is evaluated, whoever reaches it plays with it. */
const player = (input: { ctx: Ctx; caller: Caller }): As =>
  input.caller.type === 'anonymous' ? { ctx: input.ctx, actor: { type: 'machine', id: 'evaluation' } } : as(input)

export const dev = {
  'GET /dev/messages': route({
    summary: 'Read the inbox, newest first',
    tag,
    auth: inbox('inbox.read'),
    query,
    response: z.object({ messages: z.array(message) }),
    errors: ['entity.not_found'],
    async handler(input) {
      const { type, ...query } = input.query
      return { messages: await listInbox(player(input), { ...query, ...(type && { usageType: type }) }) }
    },
  }),
  'DELETE /dev/messages': route({
    summary: 'Empty the inbox',
    tag,
    auth: inbox('inbox.write'),
    errors: ['entity.not_found'],
    handler: (input) => clearInbox(player(input)),
  }),
  'PUT /dev/behavior': route({
    summary: 'Make the inbox answer like a carrier would',
    tag,
    auth: inbox('inbox.write'),
    body: behaviorInput,
    response: behaviorInput,
    errors: ['entity.not_found'],
    async handler(input) {
      await setInboxBehavior(player(input), input.body)
      return input.body
    },
  }),
  'PUT /dev/clock': route({
    summary: "Move this process' clock forward; evaluation only",
    tag,
    auth: tools('inbox.write', evaluating),
    body: z.strictObject({ offsetSeconds: z.number() }),
    response: z.object({ offsetSeconds: z.number() }),
    errors: ['entity.not_found'],
    handler: async (input) => setClock(player(input), input.body),
  }),
} satisfies Endpoints
