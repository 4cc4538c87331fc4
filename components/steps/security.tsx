import { Badge } from '@/components/ui/badge'
import { Alert } from '@/components/ui/field'
import { ButtonLink } from '@/components/ui/link'
import { PageHeader, Panel } from '@/components/ui/panel'
import type { AccountView } from '@/lib/hosted/account-view'
import type { ActionView } from '@/lib/hosted/view'
import { Act } from './actions'
import {
  AccountForm,
  ActivityRow,
  AddRow,
  AppRow,
  BrowserRow,
  Confirm,
  ContactRow,
  DetailRow,
  Edit,
  EverySignIn,
  FactorRow,
  SessionRow,
} from './security-rows'
import { SignalPasskeys } from './signal-passkeys'

/** A person's own security page: how they prove who they are, and where they are signed in. */
export function Security({ view }: { view: AccountView }) {
  const { notice, advice, factors, contacts, sessions, browsers, apps, activity, password, signOut, closing, confirm, edit } =
    view
  return (
    <main
      data-page="account-security"
      data-error={notice?.tone === 'error' ? notice.code : undefined}
      data-retry-after={notice?.retryAfter}
      className="grid gap-6"
    >
      <PageHeader title={view.title} lead={view.who}>
        <AccountForm>
          <Act action={signOut} size="small" />
        </AccountForm>
      </PageHeader>
      {notice && (
        <Alert tone={notice.tone} strong={notice.strong} reference={notice.reference}>
          {notice.rest}
        </Alert>
      )}
      {advice && (
        <Alert tone={advice.tone} strong={advice.strong}>
          {advice.rest}
        </Alert>
      )}
      {factors && <Factors factors={factors} />}
      <Panel title={contacts.heading} flush id="contacts">
        <ul className="divide-y divide-line border-t border-line">
          {contacts.name && <DetailRow row={contacts.name} />}
          {contacts.rows.map((row) => (
            <ContactRow key={row.kind} row={row} />
          ))}
          <DetailRow row={contacts.language} />
        </ul>
      </Panel>
      {password && (
        <Panel title={password.heading} lead={password.text} id="password" aside={<Aside action={password.change} />} />
      )}
      {sessions && (
        <Panel title={sessions.heading} flush id="sessions" aside={sessions.everywhere && <Aside action={sessions.everywhere} />}>
          <ul className="divide-y divide-line border-t border-line">
            {sessions.rows.map((row) => (
              <SessionRow key={row.id} row={row} />
            ))}
          </ul>
        </Panel>
      )}
      {browsers && <Browsers browsers={browsers} />}
      {apps && (
        <Panel title={apps.heading} lead={apps.lead} flush id="apps">
          <ul className="divide-y divide-line border-t border-line">
            {apps.rows.map((row) => (
              <AppRow key={row.id} row={row} />
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={activity.heading} flush id="activity">
        {!activity.rows.length && <p className="px-5 pb-5 text-soft sm:px-6">{activity.empty}</p>}
        <ul className="divide-y divide-line border-t border-line">
          {activity.rows.map((row) => (
            <ActivityRow key={row.id} row={row} />
          ))}
        </ul>
      </Panel>
      {closing && (
        <Panel
          title={closing.heading}
          lead={closing.text}
          id="close"
          aside={
            <ButtonLink href={closing.close.href} data-action={closing.close.action} size="small">
              {closing.close.label}
            </ButtonLink>
          }
        />
      )}
      <SignalPasskeys passkeys={view.passkeys} />
      {confirm && <Confirm confirm={confirm} />}
      {edit && <Edit edit={edit} />}
    </main>
  )
}

function Factors({ factors }: { factors: NonNullable<AccountView['factors']> }) {
  return (
    <Panel
      title={factors.heading}
      aside={<Badge tone={factors.on ? 'success' : 'neutral'}>{factors.state}</Badge>}
      flush
      id="factors"
    >
      {factors.empty && <p className="px-5 pb-5 text-soft sm:px-6">{factors.empty}</p>}
      <ul className="divide-y divide-line border-t border-line">
        {factors.rows.map((row) => (
          <FactorRow key={row.id} row={row} />
        ))}
        {factors.everySignIn && <EverySignIn row={factors.everySignIn} />}
        {factors.addable.map((row) => (
          <AddRow key={row.value} row={row} />
        ))}
      </ul>
    </Panel>
  )
}

function Browsers({ browsers }: { browsers: NonNullable<AccountView['browsers']> }) {
  const { heading, lead, rows, all } = browsers
  return (
    <Panel title={heading} lead={lead} flush id="browsers" aside={all && <Aside action={all} />}>
      <ul className="divide-y divide-line border-t border-line">
        {rows.map((row) => (
          <BrowserRow key={row.id} row={row} />
        ))}
      </ul>
    </Panel>
  )
}

const Aside = ({ action }: { action: ActionView }) => (
  <AccountForm>
    <Act action={action} size="small" />
  </AccountForm>
)
