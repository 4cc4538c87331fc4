'use server'

import { redirect } from 'next/navigation'
import { configFromForm, secretInputs } from '@/lib/admin/connector-form'
import { testConnector } from '@/lib/admin/connector-test'
import { createConnector, deleteConnector, updateConnector } from '@/lib/admin/connectors'
import { action } from '@/lib/hosted/console-action'
import { codesOf, numberOf, textOf, ticked } from '@/lib/hosted/console-form'

const rename = (path: string) => path.replace(/^config\./, '').replace(/^countries\.(allow|deny).*/, 'countries.$1')
const secrets = (form: FormData) => secretInputs(textOf(form, 'factoryId'))

export const connect = action({ caller: 'console', needs: 'connectors.write', rename, secrets }, async ({ as, form }) => {
  const factoryId = textOf(form, 'factoryId')
  const channel = textOf(form, 'channel')
  const created = await createConnector(as, {
    factoryId,
    ...((channel === 'sms' || channel === 'email' || channel === 'whatsapp') && { channel }),
    name: textOf(form, 'connectorName') || undefined,
    config: configFromForm(factoryId, Object.fromEntries(form)),
  })
  redirect(`/console/connectors/${created.id}`)
})

export const saveConfig = action({ caller: 'console', needs: 'connectors.write', rename, secrets }, async ({ as, form }) => {
  const config = configFromForm(textOf(form, 'factoryId'), Object.fromEntries(form))
  await updateConnector(as, textOf(form, 'id'), { config })
})

export const saveRouting = action({ caller: 'console', needs: 'connectors.write', rename }, async ({ as, form }) => {
  const allow = codesOf(form, 'countries.allow')
  await updateConnector(as, textOf(form, 'id'), {
    name: textOf(form, 'name'),
    enabled: ticked(form, 'enabled'),
    priority: numberOf(form, 'priority'),
    userSelectable: ticked(form, 'userSelectable'),
    countries: { allow: allow.length ? allow : ['*'], deny: codesOf(form, 'countries.deny') },
  })
})

export const removeConnector = action({ caller: 'console', needs: 'connectors.write' }, async ({ as, form }) => {
  await deleteConnector(as, textOf(form, 'id'))
  redirect('/console/connectors')
})

export const testSend = action({ caller: 'console', needs: 'connectors.write' }, async ({ as, form }) => {
  const { outcome, latencyMs, provider, rendered } = await testConnector(as, textOf(form, 'id'), {
    phone: textOf(form, 'phone') || undefined,
    email: textOf(form, 'email') || undefined,
    usageType: textOf(form, 'usageType') || undefined,
    locale: textOf(form, 'locale') || undefined,
  })
  return { result: { kind: 'test', outcome, latencyMs, provider, text: rendered.text } }
})
