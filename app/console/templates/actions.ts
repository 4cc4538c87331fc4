'use server'

import { redirect } from 'next/navigation'
import { testConnector } from '@/lib/admin/connector-test'
import { deleteTemplates, previewOf, putTemplates } from '@/lib/admin/templates'
import { action } from '@/lib/hosted/console-action'
import { proseOf, textOf } from '@/lib/hosted/console-form'

const parts = ['text', 'subject', 'html', 'sendFrom', 'replyTo'] as const

const rename = (path: string) => path.replace(/^\d+\./, '')

function templateOf(form: FormData) {
  const channel = textOf(form, 'channel') === 'email' ? ('email' as const) : ('sms' as const)
  const used = parts.filter((part) => channel === 'email' || part === 'text')
  const content = Object.fromEntries(
    used.flatMap((part) => {
      const value = proseOf(form, part)
      return value.trim() ? [[part, value]] : []
    }),
  )
  return { channel, usageType: textOf(form, 'usageType'), languageTag: textOf(form, 'languageTag'), ...content }
}

/** Saves, or shows how it would read: one form, two buttons. */
export const saveTemplate = action({ caller: 'console', needs: 'templates.read', rename }, async ({ as, form }) => {
  const template = templateOf(form)
  if (textOf(form, 'intent') === 'preview') {
    const {
      text,
      subject,
      html,
      encoding,
      segments,
      characters,
      offending = [],
      problems,
      warnings,
    } = await previewOf(as, template)
    return {
      ok: false,
      message: undefined,
      fields: Object.fromEntries(problems.map(({ at, message }) => [at, message]).reverse()),
      values: template,
      result: { kind: 'preview', text, subject, html, encoding, segments, characters, offending, problems, warnings },
    }
  }
  const { warnings } = await putTemplates(as, [template])
  return { warnings: warnings.map((warning) => warning.message) }
})

/** The text that ships comes back. */
export const resetTemplate = action({ caller: 'console', needs: 'templates.write' }, async ({ as, form }) => {
  const { channel, usageType, languageTag } = templateOf(form)
  await deleteTemplates(as, { channel, usageType, languageTag })
  redirect('/console/templates')
})

export const testTemplate = action({ caller: 'console', needs: 'connectors.write' }, async ({ as, form }) => {
  const { outcome, latencyMs, provider, rendered } = await testConnector(as, textOf(form, 'connectorId'), {
    phone: textOf(form, 'phone') || undefined,
    email: textOf(form, 'email') || undefined,
    usageType: textOf(form, 'usageType'),
    locale: textOf(form, 'languageTag'),
  })
  return { result: { kind: 'test', outcome, latencyMs, provider, text: rendered.text } }
})
