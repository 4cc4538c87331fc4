import { CopyButton } from '@/components/ui/copy-button'
import { Panel } from '@/components/ui/panel'

/** What every client library asks for. */
export function Facts({ id, issuer }: { id: string; issuer: string }) {
  const facts = [
    { name: 'Client id', value: id },
    { name: 'Issuer', value: issuer },
  ]
  return (
    <Panel>
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
        {facts.map(({ name, value }) => (
          <div key={name} className="min-w-0">
            <dt className="text-sm text-soft">{name}</dt>
            <dd className="flex items-center justify-between gap-2">
              <code className="truncate font-mono text-sm">{value}</code>
              <CopyButton text={value} label="Copy" done="Copied" />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
