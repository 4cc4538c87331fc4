'use client'

import { Badge } from '../ui/badge'
import { useForm } from './action-form'

const words: Record<string, string> = {
  accepted: 'Accepted',
  throttled: 'The carrier asked to slow down',
  recipient: "The carrier doesn't take this recipient",
  destination: "The carrier doesn't serve this country",
  config: "The carrier didn't like our settings",
  content: 'The carrier refused the text',
  unreachable: "The carrier couldn't be reached",
  ambiguous: "The carrier didn't say whether it took the message",
}

/** The carrier's answer to the test this form sent. */
export function TestResult() {
  const result = useForm().state.result
  if (result?.kind !== 'test') return null
  const { outcome, latencyMs, provider, text } = result
  const facts = [
    ['HTTP status', provider.httpStatus],
    ['Code', provider.code],
    ['Message', provider.message],
    ['Message id', provider.messageId],
  ] as const
  return (
    <div role="status" data-outcome={outcome} className="grid gap-3 rounded-control border border-line bg-raised p-4 text-sm">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <Badge tone={outcome === 'accepted' ? 'success' : 'danger'}>{words[outcome] ?? outcome}</Badge>
        <span className="text-soft">after {(latencyMs / 1000).toFixed(1)} s</span>
      </p>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1">
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name} className="contents">
                <dt className="text-soft">{name}</dt>
                <dd className="min-w-0 break-words font-mono">{value}</dd>
              </div>
            ),
        )}
      </dl>
      <p className="border-t border-line pt-3 whitespace-pre-wrap text-soft">{text}</p>
    </div>
  )
}
