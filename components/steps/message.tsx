import type { Body } from '@/lib/hosted/view'
import { Way, Ways } from './actions'

/** The end of a way, with one button that works. */
export function MessageBody({ body }: { body: Extract<Body, { kind: 'message' }> }) {
  return (
    <div className="grid gap-2">
      {body.primary && <Way way={body.primary} look="primary" wide />}
      <Ways ways={body.links} />
    </div>
  )
}
