import { Badge } from '@/components/ui/badge'
import { Panel } from '@/components/ui/panel'
import type { Group, Line, Operation } from './document'

const tones = { GET: 'info', POST: 'success', PUT: 'warning', PATCH: 'warning', DELETE: 'danger' } as const
const toneOf = (method: string) => (method in tones ? tones[method as keyof typeof tones] : 'neutral')

function Lines({ title, lines }: { title: string; lines: Line[] }) {
  if (!lines.length) return null
  return (
    <div className="grid gap-1">
      <p className="text-soft">{title}</p>
      <ul className="grid gap-0.5 font-mono text-xs leading-5">
        {lines.map(({ name, type, required }) => (
          <li key={name}>
            {name}
            {!required && '?'} <span className="text-soft">{type}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Entry({ operation }: { operation: Operation }) {
  const { id, method, path, summary, open, parameters, body, answers } = operation
  const good = answers.find(({ status }) => status.startsWith('2'))
  const refusals = answers.filter(({ status }) => !status.startsWith('2'))
  return (
    <details id={id} className="group border-t border-line">
      <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-1 px-5 py-2.5 hover:bg-raised sm:px-6 [&::-webkit-details-marker]:hidden">
        <span className="w-16">
          <Badge tone={toneOf(method)}>{method}</Badge>
        </span>
        <code className="font-mono text-sm break-all">{path}</code>
        <span className="text-sm text-soft">{summary}</span>
      </summary>
      <div className="grid gap-4 px-5 pb-5 text-sm sm:px-6 lg:grid-cols-2">
        <div className="grid content-start gap-4">
          {open && <p className="text-soft">Needs no token.</p>}
          <Lines title="Parameters" lines={parameters} />
          <Lines title="Body" lines={body} />
          <Lines title={`Answer ${good?.status ?? ''}`} lines={good?.fields ?? []} />
        </div>
        <dl className="grid content-start gap-3">
          {refusals.map(({ status, description }) => (
            <div key={status}>
              <dt className="text-soft">{status}</dt>
              {description.split('\n\n').map((line) => (
                <dd key={line} className="text-xs leading-5">
                  {line.replaceAll('`', '')}
                </dd>
              ))}
            </div>
          ))}
        </dl>
      </div>
    </details>
  )
}

export function Operations({ group: { tag, operations } }: { group: Group }) {
  return (
    <Panel title={tag} flush>
      {operations.map((operation) => (
        <Entry key={operation.id} operation={operation} />
      ))}
    </Panel>
  )
}
