import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Icon, type IconName } from '@/components/ui/icon'
import { ButtonLink } from '@/components/ui/link'
import type {
  AccountFactorView,
  AccountView,
  ActivityView,
  AddableView,
  AppView,
  BrowserView,
  ContactView,
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
      {row.prefer && (
        <AccountForm>
          <input type="hidden" name="factorId" value={row.id} />
          <Button name="action" value="prefer" data-action="prefer" look="quiet" size="small">
            {row.prefer.label}
          </Button>
        </AccountForm>
      )}
      <ButtonLink href={row.rename.href} data-action={row.rename.action} look="quiet" size="small">
        {row.rename.label}
      </ButtonLink>
      <ButtonLink href={row.remove.href} data-action={row.remove.action} look="quiet" size="small">
        {row.remove.label}
      </ButtonLink>
    </Line>
  )
}

export function AddRow({ row }: { row: AddableView }) {
  return (
    <Line icon={row.icon} title={row.title} detail={row.detail}>
      <AccountForm>
        <input type="hidden" name="factorId" value={row.value} />
        <Button name="action" value="add" data-action="select" data-factor={row.factor} size="small">
          {row.label}
        </Button>
      </AccountForm>
    </Line>
  )
}

export function SessionRow({ row }: { row: SessionView }) {
  return (
    <Line icon="screen" title={row.device} badge={row.current} detail={row.detail} id={row.id}>
      {row.signOut && (
        <AccountForm>
          <input type="hidden" name="sessionId" value={row.id} />
          <Button name="action" value="sign-out-session" data-action="sign-out-session" look="quiet" size="small">
            {row.signOut.label}
          </Button>
        </AccountForm>
      )}
    </Line>
  )
}

export const EverySignIn = ({ row }: { row: NonNullable<AccountView['factors']['everySignIn']> }) => (
  <Line icon="shield" title={row.title} detail={row.detail}>
    <AccountForm>
      <Act action={row.change} size="small" />
    </AccountForm>
  </Line>
)

export const NameRow = ({ row }: { row: AccountView['contacts']['name'] }) => (
  <Line icon="info" title={row.title} detail={row.detail}>
    <ButtonLink href={row.edit.href} data-action={row.edit.action} size="small">
      {row.edit.label}
    </ButtonLink>
  </Line>
)

export function ContactRow({ row }: { row: ContactView }) {
  return (
    <Line icon={row.icon} title={row.title} detail={row.detail}>
      <AccountForm>
        <input type="hidden" name="contact" value={row.kind} />
        <Button name="action" value="contact" data-action={`contact-${row.kind}`} size="small">
          {row.change.label}
        </Button>
      </AccountForm>
    </Line>
  )
}

export const AppRow = ({ row }: { row: AppView }) => (
  <Line icon="shield" title={row.name} detail="" id={row.id}>
    <AccountForm>
      <input type="hidden" name="appId" value={row.id} />
      <Button name="action" value="disconnect" data-action="disconnect" look="quiet" size="small">
        {row.disconnect.label}
      </Button>
    </AccountForm>
  </Line>
)

export function BrowserRow({ row }: { row: BrowserView }) {
  return (
    <Line icon="screen" title={row.device} detail={row.detail} id={row.id}>
      <AccountForm>
        <input type="hidden" name="browserId" value={row.id} />
        <Button name="action" value="forget-browser" data-action="forget-browser" look="quiet" size="small">
          {row.forget.label}
        </Button>
      </AccountForm>
    </Line>
  )
}

export const ActivityRow = ({ row }: { row: ActivityView }) => (
  <Line icon={row.ok ? 'check' : 'alert'} title={row.what} detail={row.detail} id={row.id} />
)

/** A name of one's own, asked on the page itself. */
export function Rename({ rename }: { rename: NonNullable<AccountView['rename']> }) {
  const { title, label, value, id, save, cancel } = rename
  return (
    <form method="post" action="/account/submit">
      <Dialog
        id="rename"
        title={title}
        actions={
          <>
            <ButtonLink href={cancel.href} data-action={cancel.action}>
              {cancel.label}
            </ButtonLink>
            {id && <input type="hidden" name="factorId" value={id} />}
            <Act action={save} look="primary" />
          </>
        }
      >
        <Field name="name" label={label} defaultValue={value} maxLength={id ? 60 : 100} autoFocus />
      </Dialog>
    </form>
  )
}

/** Asked on the page itself: the link that led here removed nothing. */
export function Confirm({ confirm }: { confirm: NonNullable<AccountView['confirm']> }) {
  const { title, text, id, factor, remove, keep } = confirm
  return (
    <Dialog
      id="remove"
      title={title}
      actions={
        <>
          <ButtonLink href={keep.href} data-action={keep.action}>
            {keep.label}
          </ButtonLink>
          <AccountForm>
            <input type="hidden" name="factorId" value={id} />
            <Act action={{ action: 'confirm-remove', value: 'remove', label: remove.label, factor }} look="danger" />
          </AccountForm>
        </>
      }
    >
      {text}
    </Dialog>
  )
}
