'use server'

import { clearInbox, setInboxBehavior } from '@/lib/admin/inbox'
import { action } from '@/lib/hosted/console-action'
import { numberOf, textOf } from '@/lib/hosted/console-form'
import { modes } from './modes'

export const emptyInbox = action({ caller: 'console', needs: 'inbox.write' }, async ({ as }) =>
  clearInbox(as).then(() => undefined),
)

export const simulate = action({ caller: 'console', needs: 'inbox.write' }, async ({ as, form }) => {
  const channel = textOf(form, 'channel')
  const mode = modes.find(({ value }) => value === textOf(form, 'mode'))?.value ?? 'deliver'
  await setInboxBehavior(as, {
    channel: channel === 'email' || channel === 'whatsapp' ? channel : 'sms',
    mode,
    seconds: mode === 'delay' ? numberOf(form, 'seconds') : 0,
    times: textOf(form, 'lasting') === 'always' ? 0 : 1,
  })
})
