import { Icon } from '@/components/ui/icon'
import { Panel } from '@/components/ui/panel'
import type { Overview } from '@/lib/admin/overview'
import { channelName } from './format'

type Step = { done: boolean; title: string; lead: string; href: string }

const stepsOf = ({ progress }: Overview): Step[] => [
  {
    done: progress.application,
    title: 'Create your first application',
    lead: 'Get a client id and a ready .env block.',
    href: '/console/applications/new',
  },
  { done: progress.signIn, title: 'Try the sign-in', lead: 'With the inbox, no carrier is needed.', href: '/sign-in' },
  { done: progress.branding, title: 'Brand it', lead: 'Your name, logo and colors.', href: '/console/experience' },
  {
    done: progress.carrier,
    title: 'Connect a provider',
    lead: 'Send real text messages and mail.',
    href: '/console/connectors/new',
  },
  {
    done: progress.mfa,
    title: 'Turn on two-step verification',
    lead: 'Choose factors and when they are asked for.',
    href: '/console/mfa',
  },
]

/** What a fresh instance still lacks, read from its real state. */
export function Checklist({ overview }: { overview: Overview }) {
  const steps = stepsOf(overview)
  const done = steps.filter((step) => step.done).length
  return (
    <Panel title="Getting started" lead={done === steps.length ? 'All done.' : `${done} of ${steps.length} done`} flush>
      <ol className="border-t border-line">
        {steps.map((step) => (
          <li key={step.href} className="border-b border-line last:border-0" data-done={step.done || undefined}>
            <a href={step.href} className="flex items-center gap-4 px-5 py-3 hover:bg-raised sm:px-6">
              <span
                className={
                  step.done
                    ? 'grid size-6 shrink-0 place-items-center rounded-full bg-success-tint text-success'
                    : 'size-6 shrink-0 rounded-full border-2 border-edge'
                }
              >
                {step.done && <Icon name="check" size={20} />}
              </span>
              <span className="grid flex-1">
                <span className={step.done ? 'font-medium text-soft' : 'font-medium'}>
                  {step.title}
                  <span className="sr-only">{step.done ? ' (done)' : ' (to do)'}</span>
                </span>
                <span className="text-sm text-soft">{step.lead}</span>
              </span>
              <Icon name="forward" size={16} className="shrink-0 text-soft" />
            </a>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

const percent = (part: number, whole: number): string => (whole ? `${Math.round((100 * part) / whole)} %` : '–')

/** The last day in numbers. */
export function Numbers({ overview: { activity } }: { overview: Overview }) {
  const { users, protectedUsers, signIns, failures, messages } = activity
  const figures = [
    { name: 'Sign-ins', value: signIns.toLocaleString('en'), lead: 'last 24 hours', href: '/console/audit' },
    {
      name: 'Refused attempts',
      value: failures.toLocaleString('en'),
      lead: 'last 24 hours',
      href: '/console/audit?outcome=failure',
    },
    { name: 'Users', value: users.toLocaleString('en'), lead: 'in all', href: '/console/users' },
    {
      name: 'With a second step',
      value: percent(protectedUsers, users),
      lead: `${protectedUsers} of ${users}`,
      href: '/console/mfa',
    },
    ...messages.map(({ channel, total, failed }) => ({
      name: channelName(channel),
      value: total.toLocaleString('en'),
      lead: failed ? `${percent(total - failed, total)} went out` : 'all went out',
      href: '/console/messages',
    })),
  ]
  return (
    <ul className="flex flex-wrap gap-px overflow-clip rounded-card border border-line bg-line">
      {figures.map(({ name, value, lead, href }) => (
        <li key={name} className="min-w-36 flex-1 bg-surface">
          <a href={href} className="grid gap-0.5 px-5 py-4 hover:bg-raised">
            <span className="text-sm text-soft">{name}</span>
            <span className="text-2xl font-semibold tracking-tight tabular-nums">{value}</span>
            <span className="text-xs text-soft">{lead}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
