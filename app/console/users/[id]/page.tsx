import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/link'
import { listUserDevices, listUserSessions } from '@/lib/admin/user-access'
import { listFactors } from '@/lib/admin/user-mfa'
import { getUser } from '@/lib/admin/users'
import { orNotFound, requireConsole } from '@/lib/hosted/console'
import { Editable } from '../../editable'
import { moment } from '../../format'
import { Frame } from '../../frame'
import { nameOf } from '../list'
import { Ends, Password, ProfilePanel } from './account'
import { Factors } from './factors'
import { Devices, Sessions } from './sessions'

const users = { href: '/console/users', label: 'Users' }
export const metadata = { title: 'User' }

export default async function UserPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const me = await requireConsole('users.read', `/console/users/${id}`)
  const user = await orNotFound(getUser(me.as, id))
  const reading = [listFactors(me.as, id), listUserSessions(me.as, id), listUserDevices(me.as, id)] as const
  const [factors, sessions, devices] = await Promise.all(reading)
  const actions = <ButtonLink href={`/console/audit?userId=${id}`}>What happened</ButtonLink>
  const lead = `Last sign-in: ${moment(user.lastSignInAt)}`
  const heading = { title: nameOf(user), lead, back: users, actions }
  return (
    <Frame user={me} name="user" section="users" {...heading}>
      {user.isSuspended && <div>{<Badge tone="danger">Suspended</Badge>}</div>}
      <Editable allowed={me.may('users.write') && (!user.role || me.may('staff.write'))}>
        <Factors user={user} factors={factors} />
        <Sessions userId={id} sessions={sessions} />
        <Devices userId={id} devices={devices} />
        <ProfilePanel user={user} staff={me.may('staff.write')} />
        <Password id={id} />
        <Ends user={user} />
      </Editable>
    </Frame>
  )
}
