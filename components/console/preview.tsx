'use client'

import { Badge } from '../ui/badge'
import { Alert } from '../ui/field'
import { useForm } from './action-form'

export type PreviewData = {
  text: string
  subject?: string
  html?: string
  encoding?: string
  segments?: number
  characters?: number
  offending: string[]
  problems: { at: string; message: string }[]
  warnings: { at: string; message: string }[]
}

function Cut({ encoding, segments = 1, characters, offending }: PreviewData) {
  if (!encoding) return null
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm text-soft">
      <Badge tone={segments > 1 ? 'warning' : 'success'}>
        {segments} {segments === 1 ? 'segment' : 'segments'}
      </Badge>
      {characters} characters · {encoding}
      {offending.length > 0 && <span>· needs more room because of {offending.map((c) => `“${c}”`).join(' ')}</span>}
    </p>
  )
}

/** How the message reads with made-up values: what was asked for last, else what is saved. */
export function Preview({ saved, label }: { saved: PreviewData; label: string }) {
  const { state } = useForm()
  const shown = state.result?.kind === 'preview' ? state.result : saved
  return (
    <section aria-label={label} aria-live="polite" className="grid content-start gap-3">
      <p className="text-sm font-medium">{label}</p>
      {shown.subject !== undefined && (
        <p className="text-sm">
          <span className="text-soft">Subject</span> <span className="font-medium">{shown.subject}</span>
        </p>
      )}
      {shown.html ? (
        <iframe
          title={label}
          sandbox=""
          srcDoc={shown.html}
          className="h-96 w-full rounded-control border border-line bg-white"
        />
      ) : (
        <p className="w-fit max-w-full rounded-card rounded-es-sm bg-raised px-4 py-3 text-sm leading-6 break-words whitespace-pre-wrap ring-1 ring-line ring-inset">
          {shown.text}
        </p>
      )}
      <Cut {...shown} />
      {shown.warnings.map(({ message }) => (
        <Alert key={message} tone="warning" strong={message} />
      ))}
    </section>
  )
}
