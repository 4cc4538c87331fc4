import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field, Select } from '@/components/ui/field'
import { Icon, type IconName } from '@/components/ui/icon'
import { ButtonLink } from '@/components/ui/link'
import type {
  AccountFactorView,
  AccountView,
  ActivityView,
  AddableView,
  AppView,
  BrowserView,
  ConfirmView,
  ContactView,
  DetailView,
  EditView,
  SessionView,
} from '@/lib/hosted/account-view'
import { Act } from './actions'

export function AccountForm({ children }: { children: ReactNode }) {
  return (
    <form method="post" action="/account/submit" className="contents">
      {children}
    </form>
  )
}

type OneProps = {
  of: [name: string, id: string | undefined]
  value: string
  action?: string
  factor?: string
  quiet?: boolean
  label: string
}

/** One button that does one thing to the row it stands in. */
function One({ of: [name, id], value, action = value, factor, quiet, label }: OneProps) {
  return (
    <AccountForm>
      <input type="hidden" name={name} value={id} />
      <Button
        name="action"
        value={value}
        data-action={action}
        data-factor={factor}
        look={quiet ? 'quiet' : undefined}
        size="small"
      >
        {label}
      </Button>
    </AccountForm>
  )
}

type LineProps = {
  icon: IconName
  title: string
  badge?: string
  detail: string
  children?: ReactNode
  id?: string
  factor?: string
}

function Line({ icon, title, badge, detail, children, id, factor }: LineProps) {
  return (
    <li data-id={id} data-factor={factor} className="flex flex-wrap items-center gap-x-3.5 gap-y-2 px-5 py-3.5 sm:px-6">
      <Icon name={icon} className="shrink-0 text-soft" />
      <div className="min-w-40 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {title} {badge && <Badge tone="info">{badge}</Badge>}
        </p>
        {detail && <p className="text-sm text-soft">{detail}</p>}
      </div>
      {children && <div className="ms-auto flex flex-wrap items-center gap-1">{children}</div>}
    </li>
  )
}

export function FactorRow({ row }: { row: AccountFactorView }) {
  return (
    <Line
      icon={row.icon}
      title={row.title}
      badge={row.preferred}
      detail={[row.masked, row.detail].filter(Boolean).join(' · ')}
      id={row.id}
      factor={row.factor}
    >
      {row.prefer && <One of={['factorId', row.id]} value="prefer" label={row.prefer.label} quiet />}
      {[row.rename, row.remove].map(
        (link) =>
          link && (
            <ButtonLink key={link.action} href={link.href} data-action={link.action} look="quiet" size="small">
              {link.label}
            </ButtonLink>
          ),
      )}
    </Line>
  )
}

export const AddRow = ({ row }: { row: AddableView }) => (
  <Line icon={row.icon} title={row.title} detail={row.detail}>
    <One of={['factorId', row.value]} value="add" action="select" factor={row.factor} label={row.label} />
  </Line>
)

export const SessionRow = ({ row }: { row: SessionView }) => (
  <Line icon="screen" title={row.device} badge={row.current} detail={row.detail} id={row.id}>
    {row.signOut && <One of={['sessionId', row.id]} value="sign-out-session" label={row.signOut.label} quiet />}
  </Line>
)

export const EverySignIn = ({ row }: { row: NonNullable<NonNullable<AccountView['factors']>['everySignIn']> }) => (
  <Line icon="shield" title={row.title} detail={row.detail}>
    <AccountForm>
      <Act action={row.change} size="small" />
    </AccountForm>
  </Line>
)

export const DetailRow = ({ row }: { row: DetailView }) => (
  <Line icon="info" title={row.title} detail={row.detail}>
    {row.edit && (
      <ButtonLink href={row.edit.href} data-action={row.edit.action} size="small">
        {row.edit.label}
      </ButtonLink>
    )}
  </Line>
)

export const ContactRow = ({ row }: { row: ContactView }) => (
  <Line icon={row.icon} title={row.title} detail={row.detail}>
    {row.remove && (
      <ButtonLink href={row.remove.href} data-action={`${row.remove.action}-${row.kind}`} look="quiet" size="small">
        {row.remove.label}
      </ButtonLink>
    )}
    {row.change && <One of={['contact', row.kind]} value="contact" action={`contact-${row.kind}`} label={row.change.label} />}
  </Line>
)

export const AppRow = ({ row }: { row: AppView }) => (
  <Line icon="shield" title={row.name} detail="" id={row.id}>
    <One of={['appId', row.id]} value="disconnect" label={row.disconnect.label} quiet />
  </Line>
)

export const BrowserRow = ({ row }: { row: BrowserView }) => (
  <Line icon="screen" title={row.device} detail={row.detail} id={row.id}>
    {row.forget && <One of={['browserId', row.id]} value="forget-browser" label={row.forget.label} quiet />}
  </Line>
)

export const ActivityRow = ({ row }: { row: ActivityView }) => (
  <Line icon={row.ok ? 'check' : 'alert'} title={row.what} detail={row.detail} id={row.id} />
)

/** Something of one's own, asked on the page itself. */
export function Edit({ edit: { title, field, hidden, save, cancel } }: { edit: EditView }) {
  const { name, label, value, maxLength, options } = field
  return (
    <form method="post" action="/account/submit">
      <Dialog
        id="edit"
        title={title}
        actions={
          <>
            <ButtonLink href={cancel.href} data-action={cancel.action}>
              {cancel.label}
            </ButtonLink>
            {hidden && <input type="hidden" {...hidden} />}
            <Act action={save} look="primary" />
          </>
        }
      >
        {options ? (
          <Select name={name} label={label} defaultValue={value} autoFocus>
            {options.map((option) => (
              <option key={option.value} value={option.value} lang={option.value || undefined}>
                {option.label}
              </option>
            ))}
          </Select>
        ) : (
          <Field name={name} label={label} defaultValue={value} maxLength={maxLength} autoFocus />
        )}
      </Dialog>
    </form>
  )
}

/** Asked on the page itself: the link that led here changed nothing. */
export function Confirm({ confirm: { title, text, hidden, act, keep } }: { confirm: ConfirmView }) {
  return (
    <Dialog
      id="confirm"
      title={title}
      actions={
        <>
          <ButtonLink href={keep.href} data-action={keep.action}>
            {keep.label}
          </ButtonLink>
          <AccountForm>
            {hidden && <input type="hidden" {...hidden} />}
            <Act action={act} look="danger" />
          </AccountForm>
        </>
      }
    >
      {text}
    </Dialog>
  )
}
