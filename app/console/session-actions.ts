'use server'

import { redirect } from 'next/navigation'
import { setUpOwner } from '@/lib/admin/owner'
import { leaveConsole } from '@/lib/hosted/console'
import { action } from '@/lib/hosted/console-action'
import { textOf } from '@/lib/hosted/console-form'

/** Ends the console's session here and the sign-in behind it everywhere. */
export const signOut = action({ caller: 'anyone' }, async ({ ctx }) => {
  await leaveConsole(ctx)
  redirect('/console')
})

export const createOwner = action({ caller: 'anyone' }, async ({ ctx, form }) => {
  await setUpOwner(ctx, textOf(form, 'token'), { email: textOf(form, 'email'), password: textOf(form, 'password') })
  redirect('/console')
})
