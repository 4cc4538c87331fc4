'use client'

import { createContext, type ReactNode, useActionState, useContext, useId } from 'react'
import type { FormAction, FormState } from '@/lib/hosted/console-state'
import { classes } from '../ui/classes'
import { FormNews } from './form-news'

const FormContext = createContext<{ state: FormState; pending: boolean; prefix: string }>({
  state: {},
  pending: false,
  prefix: 'field',
})

/** What the form around a control was last told. */
export const useForm = () => useContext(FormContext)

type Props = {
  action: FormAction
  /** said after a save */
  saved?: string
  /** values that are not the person's to choose */
  hidden?: Record<string, string>
  id?: string
  className?: string
  children: ReactNode
}

/** A form over a server action: refusals come back beside their controls, with and without JavaScript. */
export function ActionForm({ action, saved, hidden = {}, id, className, children }: Props) {
  const [state, submit, pending] = useActionState(action, {})
  // several forms of a page may have controls of one name
  const prefix = useId()
  return (
    <FormContext value={{ state, pending, prefix }}>
      <form id={id} action={submit} noValidate className={classes('grid grid-cols-1 gap-5', className)} aria-busy={pending}>
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <FormNews state={state} saved={saved} />
        {children}
      </form>
    </FormContext>
  )
}
