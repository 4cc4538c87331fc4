import { Danger } from '@/components/console/danger'
import { CopyButton } from '@/components/ui/copy-button'
import { EmptyState } from '@/components/ui/panel'
import type { InboxView } from '@/lib/admin/inbox'
import { channelName, momentExact, spaced } from '../format'
import { emptyInbox } from './actions'

function Body({ message: { html, text, subject } }: { message: InboxView }) {
  if (!html) return <p className="max-w-prose text-sm leading-6 break-words whitespace-pre-wrap">{text}</p>
  return (
    <details>
      <summary className="w-fit text-sm font-medium text-link">{subject ?? 'Open the message'}</summary>
      <iframe
        title={subject ?? 'Message'}
        sandbox=""
        srcDoc={html}
        className="mt-2 h-96 w-full rounded-control border border-line bg-white"
      />
    </details>
  )
}

/** Messages in clear, newest first. */
export function InboxMessages({ rows }: { rows: InboxView[] }) {
  if (!rows.length)
    return (
      <EmptyState title="Nothing has arrived">Sign in somewhere with a text-message or email code, and it lands here.</EmptyState>
    )
  return (
    <ul>
      {rows.map((message) => (
        <li
          key={message.id}
          data-message={message.id}
          className="grid gap-2 border-t border-line px-5 py-4 sm:grid-cols-[13rem_1fr_auto] sm:gap-6 sm:px-6"
        >
          <div className="grid content-start text-sm">
            <span className="font-medium" dir="ltr">
              {message.to}
            </span>
            <span className="text-soft">
              {channelName(message.channel)} · {spaced(message.usageType)} · {message.locale}
            </span>
            <span className="text-soft">{momentExact(message.createdAt)}</span>
          </div>
          <Body message={message} />
          {message.code && (
            <div className="flex items-start gap-1">
              <code className="rounded-control bg-raised px-3 py-1.5 font-mono text-lg font-semibold tracking-wider select-all">
                {message.code}
              </code>
              <CopyButton text={message.code} label="Copy" done="Copied" />
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}

export const EmptyInbox = () => (
  <Danger action={emptyInbox} label="Empty the inbox" confirm="Empty it">
    All messages in it are removed, for everybody.
  </Danger>
)
