'use server'

import { isAdaptive, warningWords } from '@/lib/admin/setting-words'
import { patchSettings } from '@/lib/admin/settings'
import { action } from '@/lib/hosted/console-action'
import { allOf, numberOf, numberOrNull, textOf, ticked } from '@/lib/hosted/console-form'
import { moved } from './order'

const rename = (path: string) =>
  path.replace(/^mfa\.factor(s|Order).*/, 'factors').replace(/^(mfa|trustedDevice|verificationCodePolicy)\./, '')

/** Saves the page. The up and down buttons move a row and save with it. */
export const saveMfa = action({ caller: 'console', needs: 'settings.write', rename }, async ({ as, form }) => {
  const order = moved(allOf(form, 'order'), textOf(form, 'move'))
  const acknowledged = textOf(form, 'acknowledge') === 'would_drop_enrolled_users' ? (['would_drop_enrolled_users'] as const) : []
  const policy = textOf(form, 'policy')
  const { warnings } = await patchSettings(
    as,
    {
      mfa: {
        factors: order.filter((name) => ticked(form, `factor.${name}`)),
        factorOrder: order,
        policy,
        gracePeriodDays: numberOf(form, 'gracePeriodDays'),
        promptAgainAfterDays: numberOrNull(form, 'promptAgainAfterDays'),
        autoEnroll: { phone: textOf(form, 'autoEnroll.phone'), email: textOf(form, 'autoEnroll.email') },
        distinctChannel: ticked(form, 'distinctChannel') ? 'enforce' : 'warn',
        emailSatisfiesAcr: ticked(form, 'emailSatisfiesAcr'),
      },
      adaptiveMfa: { enabled: isAdaptive(policy) },
      trustedDevice: {
        enabled: ticked(form, 'trusted'),
        always: ticked(form, 'always'),
        durationDays: numberOf(form, 'durationDays'),
      },
    },
    acknowledged,
  )
  return { warnings: warnings.map(warningWords) }
})

export const saveCodes = action({ caller: 'console', needs: 'settings.write', rename }, async ({ as, form }) => {
  await patchSettings(as, {
    verificationCodePolicy: {
      length: numberOf(form, 'length'),
      expirationDuration: numberOf(form, 'expirationDuration'),
      maxRetryAttempts: numberOf(form, 'maxRetryAttempts'),
    },
  })
})
