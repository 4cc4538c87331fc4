'use server'

import { redirect } from 'next/navigation'
import { clearOverride, setOverride } from '@/lib/admin/mfa-override'
import { isRole } from '@/lib/admin/roles'
import { revokeUserDevices, revokeUserSessions, setPassword, setSuspended } from '@/lib/admin/user-access'
import { addFactor, removeFactor, resetMfa, resetSkip } from '@/lib/admin/user-mfa'
import { createUser, deleteUser, updateUser } from '@/lib/admin/users'
import { action } from '@/lib/hosted/console-action'
import { textOf } from '@/lib/hosted/console-form'

const rename = (path: string) => path.replace(/^primaryEmail$/, 'email').replace(/^primaryPhone$/, 'phone')

const roleOf = (form: FormData) => {
  const role = textOf(form, 'role')
  return isRole(role) ? role : null
}

const profileOf = (form: FormData) => ({
  name: textOf(form, 'name').trim() || null,
  primaryEmail: textOf(form, 'email') || null,
  primaryPhone: textOf(form, 'phone') || null,
  username: textOf(form, 'username') || null,
})

export const addUser = action({ caller: 'console', needs: 'users.write', rename }, async ({ as, form }) => {
  const { id } = await createUser(as, { ...profileOf(form), password: textOf(form, 'password') || null, role: roleOf(form) })
  redirect(`/console/users/${id}`)
})

export const saveUser = action({ caller: 'console', needs: 'users.write', rename }, async ({ as, form }) => {
  const role = form.has('role') ? { role: roleOf(form) } : {}
  await updateUser(as, textOf(form, 'id'), { ...profileOf(form), ...role })
})

export const changePassword = action({ caller: 'console', needs: 'users.write' }, async ({ as, form }) => {
  await setPassword(as, textOf(form, 'id'), { password: textOf(form, 'password') })
})

export const suspend = action({ caller: 'console', needs: 'users.write' }, async ({ as, form }) => {
  await setSuspended(as, textOf(form, 'id'), textOf(form, 'suspended') === 'yes')
})

export const removeUser = action({ caller: 'console', needs: 'users.write' }, async ({ as, form }) => {
  await deleteUser(as, textOf(form, 'id'))
  redirect('/console/users')
})

export const enterFactor = action({ caller: 'console', needs: 'users.write' }, async ({ as, form }) => {
  const type = textOf(form, 'type')
  const address = textOf(form, 'address')
  await addFactor(as, textOf(form, 'id'), { type, ...(type.startsWith('Email') ? { email: address } : { phone: address }) })
})

export const dropFactor = action({ caller: 'console', needs: 'users.write' }, async ({ as, form }) => {
  await removeFactor(as, textOf(form, 'id'), textOf(form, 'factorId'))
})

export const resetFactors = action({ caller: 'console', needs: 'users.write' }, async ({ as, form }) => {
  const { removed } = await resetMfa(as, textOf(form, 'id'))
  return { message: `Second steps reset: ${removed} removed, signed out everywhere.` }
})

export const askAgain = action({ caller: 'console', needs: 'users.write' }, async ({ as, form }) => {
  await resetSkip(as, textOf(form, 'id'))
})

export const overrideMfa = action({ caller: 'console', needs: 'users.write' }, async ({ as, form }) => {
  const id = textOf(form, 'id')
  const policy = textOf(form, 'policy')
  if (policy === 'Mandatory') await setOverride(as, id, { policy })
  else if (policy !== 'Exempt') await clearOverride(as, id)
  else {
    const days = Number(textOf(form, 'days')) || 0
    const until = new Date(as.ctx.now() + days * 86_400_000 - 1000).toISOString()
    await setOverride(as, id, { policy, reason: textOf(form, 'reason'), until })
  }
})

/** One session, or all when none is named. */
export const endSession = action({ caller: 'console', needs: 'users.write' }, async ({ as, form }) => {
  await revokeUserSessions(as, textOf(form, 'id'), textOf(form, 'sessionId') || undefined)
})

/** One trusted browser, or all when none is named. */
export const forgetDevice = action({ caller: 'console', needs: 'users.write' }, async ({ as, form }) => {
  await revokeUserDevices(as, textOf(form, 'id'), textOf(form, 'deviceId') || undefined)
})
