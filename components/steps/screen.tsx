import { Alert } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import type { View } from '@/lib/hosted/view'
import { alertId } from './alert-id'
import { AnswerBody } from './answer'
import { ConsentBody } from './consent'
import { FormBody } from './form'
import { Heading } from './heading'
import { ListBody } from './list'
import { MessageBody } from './message'

type Props = { view: View /** where the form goes */; action?: string; hidden?: Record<string, string> }

/** One page of the journey: the title, what went wrong, and the body for its kind of step. One form, one endpoint, no script needed. */
export function Screen({ view, action = '/submit', hidden = {} }: Props) {
  const { notice, body } = view
  return (
    <main
      data-step={view.id}
      data-error={notice?.tone === 'error' ? notice.code : undefined}
      data-retry-after={notice?.retryAfter}
    >
      <form method="post" action={action} noValidate className="grid gap-6" {...clocks(view)}>
        {view.ix && <input type="hidden" name="ix" value={view.ix} />}
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {hasDefault(view) && <DefaultSubmit />}
        <div>
          {view.back && (
            <button
              type="submit"
              name="action"
              value="back"
              data-action="back"
              className="-ms-1.5 mb-2 inline-flex min-h-11 items-center gap-1 rounded-control pe-2 text-sm font-medium text-soft hover:text-ink"
            >
              <Icon name="back" size={18} className="rtl:-scale-x-100" />
              {view.back}
            </button>
          )}
          <Heading>{view.title}</Heading>
          {view.lead.map((line) => (
            <p key={line} className="mt-2 text-soft">
              <Line text={line} spoken={view.spoken} />
            </p>
          ))}
        </div>
        {notice && (
          <Alert id={alertId} tone={notice.tone} strong={notice.strong} reference={notice.reference}>
            {[notice.rest, notice.clock].filter(Boolean).join(' ')}
          </Alert>
        )}
        <Body view={view} invalid={notice?.field} />
      </form>
      {body.kind === 'form' && body.foot && (
        <p className="mt-6 text-center text-sm text-soft">
          {body.foot.text}{' '}
          <a
            href={body.foot.link.href}
            data-action={body.foot.link.action}
            className="inline-flex min-h-11 items-center font-medium text-link underline-offset-4 hover:underline"
          >
            {body.foot.link.label}
          </a>
        </p>
      )}
    </main>
  )
}

function Body({ view: { body }, invalid }: { view: View; invalid?: string }) {
  switch (body.kind) {
    case 'form':
      return <FormBody body={body} invalid={invalid} />
    case 'answer':
      return <AnswerBody body={body} invalid={invalid} />
    case 'list':
      return <ListBody body={body} />
    case 'consent':
      return <ConsentBody body={body} />
    case 'message':
      return <MessageBody body={body} />
    default:
      return body satisfies never
  }
}

function Line({ text, spoken }: { text: string; spoken: View['spoken'] }) {
  const [before, after] = spoken ? text.split(spoken.masked) : [text]
  if (!spoken || after === undefined) return text
  return (
    <>
      {before}
      <span aria-hidden="true" dir="ltr">
        {spoken.masked}
      </span>
      <span className="sr-only">{spoken.text}</span>
      {after}
    </>
  )
}

/** The server's clocks, for scripts and for those who drive the page from outside (contracts/instance.md §4). */
function clocks({ body }: View) {
  if (body.kind !== 'answer') return {}
  const { resendAt, expiresAt, attemptsLeft } = body.clocks
  return {
    'data-resend-at': new Date(resendAt).toISOString(),
    'data-expires-at': new Date(expiresAt).toISOString(),
    'data-attempts-left': attemptsLeft,
  }
}

const hasDefault = ({ body }: View): boolean =>
  (body.kind === 'form' && body.fields.length > 0) ||
  (body.kind === 'answer' && !!body.primary && body.prompt.shape !== 'passkey')

/** Enter presses the first submit button of a form: this one, not "Back". Nobody else meets it. */
function DefaultSubmit() {
  return (
    <button
      type="submit"
      name="action"
      value="continue"
      tabIndex={-1}
      aria-hidden="true"
      className="absolute size-px overflow-hidden opacity-0"
    />
  )
}
