'use server'

import type { z } from 'zod'
import { updateApplication } from '@/lib/admin/applications'
import { type actionPatch, deleteAction, putAction, type stepUpView } from '@/lib/admin/step-up'
import { action } from '@/lib/hosted/console-action'
import { allOf, linesOf, numberOf, textOf, ticked } from '@/lib/hosted/console-form'

const rename = (path: string) =>
  path
    .replace(/^stepUp\.tokenDurationMinutes$/, 'life')
    .replace(/^stepUp\./, '')
    .replace(/^(methods|redirectAllowList)\..*/, '$1')
    .replace(/^verificationMethods.*/, 'actionMethods')

type Settings = z.output<typeof stepUpView>
type Patch = z.input<typeof actionPatch>

export const saveStepUp = action({ caller: 'console', needs: 'applications.write', rename }, async ({ as, form }) => {
  await updateApplication(as, textOf(form, 'id'), {
    redirectAllowList: linesOf(form, 'redirectAllowList'),
    stepUp: {
      methods: allOf(form, 'methods') as Settings['methods'],
      smsChannel: textOf(form, 'smsChannel') as Settings['smsChannel'],
      defaultActionOutcome: textOf(form, 'defaultActionOutcome') as Settings['defaultActionOutcome'],
      tokenDurationMinutes: numberOf(form, 'life'),
      otpLength: numberOf(form, 'otpLength'),
      otpTtlMinutes: numberOf(form, 'otpTtlMinutes'),
    },
  })
})

export const saveAction = action({ caller: 'console', needs: 'applications.write', rename }, async ({ as, form }) => {
  await putAction(as, textOf(form, 'id'), textOf(form, 'code'), {
    defaultOutcome: textOf(form, 'defaultOutcome') as Patch['defaultOutcome'],
    verificationMethods: allOf(form, 'actionMethods') as Patch['verificationMethods'],
    requireEnrollment: ticked(form, 'requireEnrollment'),
  })
})

export const removeAction = action({ caller: 'console', needs: 'applications.write' }, async ({ as, form }) => {
  await deleteAction(as, textOf(form, 'id'), textOf(form, 'code'))
})
