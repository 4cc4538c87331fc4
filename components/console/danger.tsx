import type { ReactNode } from 'react'
import type { FormAction } from '@/lib/hosted/console-state'
import { buttonClasses } from '../ui/button'
import { ActionForm } from './action-form'
import { Submit } from './fields'

type Props = {
  action: FormAction
  /** on the closed control */
  label: string
  /** what will happen */
  children: ReactNode
  /** on the button that does it */
  confirm: string
  hidden?: Record<string, string>
  saved?: string
  look?: 'danger' | 'secondary'
}

/** Something that cannot be taken back: opens a sentence about it first. Works without JavaScript. */
export function Danger({ action, label, children, confirm, hidden, saved, look = 'danger' }: Props) {
  return (
    <details className="group">
      <summary className={`${buttonClasses({ look: 'secondary', size: 'small' })} list-none [&::-webkit-details-marker]:hidden`}>
        {label}
      </summary>
      <ActionForm
        action={action}
        hidden={hidden}
        saved={saved}
        className="mt-3 max-w-prose gap-3 rounded-control border border-line bg-raised p-4"
      >
        <div className="text-sm text-soft">{children}</div>
        <div>
          <Submit look={look} size="small">
            {confirm}
          </Submit>
        </div>
      </ActionForm>
    </details>
  )
}
