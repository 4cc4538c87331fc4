import { Icon } from '../ui/icon'
import { Panel } from '../ui/panel'

/** What is allowed but unwise: one quiet list, because a row of alarms is read by nobody. */
export function Advice({ sentences }: { sentences: string[] }) {
  if (!sentences.length) return null
  return (
    <Panel title="Worth knowing">
      <ul className="grid gap-1.5 text-sm">
        {sentences.map((sentence) => (
          <li key={sentence} className="flex gap-2">
            <Icon name="alert" size={16} className="mt-0.5 shrink-0 text-warning" />
            {sentence}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
