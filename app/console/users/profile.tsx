import { SelectField, TextField } from '@/components/console/fields'
import { roles } from '@/lib/admin/roles'
import type { UserView } from '@/lib/admin/user-view'

const roleOptions = [{ value: '', label: 'None' }, ...roles.map((role) => ({ value: role, label: role }))]

/** Fields of a person; the same to add one and to change one. */
export function Profile({ user, staff }: { user?: UserView; staff: boolean }) {
  const state = (verified: boolean | undefined, address: string | null | undefined) =>
    address ? (verified ? 'Proven.' : 'Not proven yet. Only its owner can prove it.') : undefined
  return (
    <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
      <TextField name="name" label="Name (optional)" value={user?.name ?? ''} autoComplete="off" />
      <TextField name="username" label="Username (optional)" value={user?.username ?? ''} autoComplete="off" />
      <TextField
        name="email"
        type="email"
        label="Email (optional)"
        value={user?.primaryEmail ?? ''}
        hint={state(user?.primaryEmailVerified, user?.primaryEmail)}
        autoComplete="off"
      />
      <TextField
        name="phone"
        type="tel"
        label="Phone (optional)"
        value={user?.primaryPhone ?? ''}
        hint={state(user?.primaryPhoneVerified, user?.primaryPhone)}
        autoComplete="off"
      />
      {staff && (
        <SelectField
          name="role"
          label="Console role"
          options={roleOptions}
          value={user?.role ?? ''}
          hint="Most people have none."
        />
      )}
    </div>
  )
}
