import { Icon } from '@/components/ui/icon'
import type { Body } from '@/lib/hosted/view'
import { Act } from './actions'

/** What an application asks for, and the two answers. */
export function ConsentBody({ body }: { body: Extract<Body, { kind: 'consent' }> }) {
  return (
    <div className="grid gap-6">
      <ul className="grid gap-3">
        {body.scopes.map((scope) => (
          <li key={scope} className="flex gap-3">
            <Icon name="check" className="mt-0.5 shrink-0 text-success" />
            {scope}
          </li>
        ))}
      </ul>
      <div className="grid gap-2">
        <Act action={body.approve} look="primary" wide />
        <Act action={body.deny} wide />
      </div>
    </div>
  )
}
