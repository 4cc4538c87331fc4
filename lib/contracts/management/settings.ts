import { z } from 'zod'
import {
  acknowledgements,
  checkSettings,
  getSettings,
  patchSettings,
  publicSettings,
  type SettingsPatch,
  settingsDocument,
} from '@/lib/admin/settings'
import type { ErrorCode } from '@/lib/core/errors'
import { catalogue } from '@/lib/core/errors'
import { type Endpoints, route } from '@/lib/http/route'
import { as, needs } from './caller'

const patch = z.looseObject({ acknowledge: z.array(z.enum(acknowledgements)).max(5).optional() })
const saved = z.object({
  settings: settingsDocument,
  warnings: z.array(z.object({ code: z.string(), data: z.record(z.string(), z.unknown()).optional() })),
})
const refusals = (Object.keys(catalogue) as ErrorCode[]).filter((code) => code.startsWith('sign_in_experiences.'))
const tag = 'Settings'

const split = ({ acknowledge, ...rest }: z.output<typeof patch>) => ({ acknowledge, change: rest as SettingsPatch })

export const settings = {
  'GET /sign-in-exp': route({
    summary: 'Read the sign-in experience',
    tag,
    auth: needs('settings.read'),
    response: settingsDocument,
    handler: (input) => getSettings(as(input)),
  }),
  'PATCH /sign-in-exp': route({
    summary: 'Change the sign-in experience',
    tag,
    auth: needs('settings.write'),
    body: patch,
    response: saved,
    errors: [...refusals, 'entity.conflict'],
    handler(input) {
      const { acknowledge, change } = split(input.body)
      return patchSettings(as(input), change, acknowledge)
    },
  }),
  'POST /sign-in-exp/check': route({
    summary: 'Check a change of the sign-in experience without saving it',
    tag,
    auth: needs('settings.read'),
    body: patch,
    response: saved,
    errors: refusals,
    handler: (input) => checkSettings(as(input), split(input.body).change),
  }),
  'GET /.well-known/sign-in-exp': route({
    summary: 'What a sign-in page may know',
    tag,
    auth: 'anyone',
    response: settingsDocument.omit({ allowedCountries: true, adaptiveMfa: true }),
    handler: () => publicSettings(),
  }),
} satisfies Endpoints
