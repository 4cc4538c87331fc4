import { connectorById } from '@/lib/connectors'
import { at, type FormField, formFields, parseForm, secretFields } from '@/lib/connectors/form'
import type { ConnectorView } from './connectors'
import { found } from './verb'

/** What a submitted settings form of this service asks to change. @throws entity.not_found for an unknown service */
export function configFromForm(factoryId: string, form: Record<string, unknown>): Record<string, unknown> {
  return parseForm(found(connectorById(factoryId)).config, form)
}

export type StoredField = { value?: string; set?: boolean; on?: boolean }

/** The inputs of a connector's form and what they show: plain values, and of secrets only whether there is one. */
export function connectorForm(view: Pick<ConnectorView, 'factoryId' | 'config'>): {
  fields: FormField[]
  stored: Record<string, StoredField>
  docs: string
} {
  const entry = found(connectorById(view.factoryId))
  const fields = formFields(entry.config)
  const stored = fields.map(({ name, secret }): [string, StoredField] => {
    const value = at(view.config, name)
    if (secret) return [name, { set: at(value, 'set') === true }]
    if (typeof value === 'boolean') return [name, { on: value }]
    return [name, typeof value === 'string' || typeof value === 'number' ? { value: String(value) } : { value: '' }]
  })
  return { fields, stored: Object.fromEntries(stored), docs: entry.docs }
}

/** Names of the inputs whose values are never sent back to a browser. */
export function secretInputs(factoryId: string): string[] {
  const entry = connectorById(factoryId)
  return entry ? secretFields(entry.config) : []
}
