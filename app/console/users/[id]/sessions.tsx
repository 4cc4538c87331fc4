import { ActionForm } from '@/components/console/action-form'
import { Submit } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'
import type { DeviceView, SessionView } from '@/lib/admin/user-access'
import type { FormAction } from '@/lib/hosted/console-state'
import { moment } from '../../format'
import { endSession, forgetDevice } from '../actions'

const columns = [
  { key: 'where', title: 'Where' },
  { key: 'how', title: 'How', quiet: true },
  { key: 'seen', title: 'Last seen', quiet: true, narrow: true },
  { key: 'end', title: 'End', hideTitle: true, end: true },
]

function End({ action, hidden, label }: { action: FormAction; hidden: Record<string, string>; label: string }) {
  return (
    <ActionForm action={action} hidden={hidden} className="justify-items-end">
      <Submit look="secondary" size="small">
        {label}
      </Submit>
    </ActionForm>
  )
}

/** Where somebody is signed in. */
export function Sessions({ userId, sessions }: { userId: string; sessions: SessionView[] }) {
  const all = sessions.length > 1 && <End action={endSession} hidden={{ id: userId }} label="End all" />
  return (
    <Panel title="Sessions" aside={all} flush>
      {sessions.length ? (
        <Table
          caption="Sessions"
          columns={columns}
          rows={sessions.map(({ id, applicationId, amr, acr, ip, userAgent, lastSeenAt }) => ({
            id,
            cells: {
              where: (
                <span className="grid">
                  <span className="font-medium">{applicationId}</span>
                  <span className="line-clamp-1 text-soft" title={userAgent ?? undefined}>
                    {[ip, userAgent].filter(Boolean).join(' · ')}
                  </span>
                </span>
              ),
              how: [...amr, acr && `acr ${acr}`].filter(Boolean).join(', '),
              seen: moment(lastSeenAt),
              end: <End action={endSession} hidden={{ id: userId, sessionId: id }} label="End" />,
            },
          }))}
        />
      ) : (
        <p className="px-5 pb-4 text-sm text-soft sm:px-6">Not signed in anywhere.</p>
      )}
    </Panel>
  )
}

/** Browsers that need no second step for a while. */
export function Devices({ userId, devices }: { userId: string; devices: DeviceView[] }) {
  if (!devices.length) return null
  return (
    <Panel title="Trusted browsers" aside={<End action={forgetDevice} hidden={{ id: userId }} label="Forget all" />} flush>
      <Table
        caption="Trusted browsers"
        columns={[columns[0]!, { key: 'until', title: 'Until', quiet: true }, columns[3]!]}
        rows={devices.map(({ id, label, expiresAt }) => ({
          id,
          cells: {
            where: label,
            until: moment(expiresAt),
            end: <End action={forgetDevice} hidden={{ id: userId, deviceId: id }} label="Forget" />,
          },
        }))}
      />
    </Panel>
  )
}
