import { ActionForm } from '@/components/console/action-form'
import { Danger } from '@/components/console/danger'
import { Submit } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'
import type { ApiKeyView, SecretView } from '@/lib/admin/application-secrets'
import type { FormAction } from '@/lib/hosted/console-state'
import { dayOf, moment } from '../../format'
import { addKey, addSecret, removeKey, removeSecret } from '../actions'

const columns = [
  { key: 'value', title: 'Value' },
  { key: 'created', title: 'Created', quiet: true, narrow: true },
  { key: 'used', title: 'Last used', quiet: true, narrow: true },
  { key: 'remove', title: 'Remove', hideTitle: true, end: true },
]

type ListProps = {
  title: string
  lead: string
  add: { action: FormAction; label: string }
  applicationId: string
  rows: { id: string; shown: string; createdAt: string; used: string; remove: FormAction; hidden: Record<string, string> }[]
}

function List({ title, lead, add, applicationId, rows }: ListProps) {
  return (
    <Panel title={title} lead={lead} flush>
      {rows.length > 0 && (
        <Table
          caption={title}
          columns={columns}
          rows={rows.map(({ id, shown, createdAt, used, remove, hidden }) => ({
            id,
            cells: {
              value: <code className="font-mono text-xs">{shown}</code>,
              created: dayOf(createdAt),
              used,
              remove: (
                <Danger action={remove} hidden={hidden} label="Remove" confirm="Remove now">
                  Whoever still uses it is refused at once.
                </Danger>
              ),
            },
          }))}
        />
      )}
      <div className="border-t border-line px-5 py-4 sm:px-6">
        <ActionForm action={add.action} hidden={{ id: applicationId }}>
          <div>
            <Submit look="secondary" size="small">
              {add.label}
            </Submit>
          </div>
        </ActionForm>
      </div>
    </Panel>
  )
}

export function Secrets({ applicationId, secrets }: { applicationId: string; secrets: SecretView[] }) {
  return (
    <List
      title="Client secrets"
      lead="Several at a time, so that one can be replaced without downtime."
      add={{ action: addSecret, label: 'Create a secret' }}
      applicationId={applicationId}
      rows={secrets.map(({ id, last4, createdAt, expiresAt }) => ({
        id,
        shown: `••••${last4}`,
        createdAt,
        used: expiresAt ? `Until ${moment(expiresAt)}` : '–',
        remove: removeSecret,
        hidden: { id: applicationId, secretId: id },
      }))}
    />
  )
}

export function ApiKeys({ applicationId, keys }: { applicationId: string; keys: ApiKeyView[] }) {
  return (
    <List
      title="API keys"
      lead="For the server of this application, on the step-up API /v1. Two work at a time."
      add={{ action: addKey, label: 'Create an API key' }}
      applicationId={applicationId}
      rows={keys.map(({ id, prefix, last4, createdAt, lastUsedAt }) => ({
        id,
        shown: `${prefix}…${last4}`,
        createdAt,
        used: moment(lastUsedAt),
        remove: removeKey,
        hidden: { id: applicationId, keyId: id },
      }))}
    />
  )
}
