import { notFound } from 'next/navigation'
import { Filters } from '@/components/console/filters'
import { Field, Select } from '@/components/ui/field'
import { Panel } from '@/components/ui/panel'
import { listInbox } from '@/lib/admin/inbox'
import { requireConsole } from '@/lib/hosted/console'
import { one, type Search } from '../format'
import { Frame } from '../frame'
import { EmptyInbox, InboxMessages } from './messages'
import { Simulate } from './simulate'

export const metadata = { title: 'Inbox' }

export default async function InboxPage({ searchParams }: Search) {
  const user = await requireConsole('inbox.read', '/console/inbox')
  if (!user.inbox) notFound()
  const query = await searchParams
  const [to, channel] = [one(query, 'to').slice(0, 300), one(query, 'channel').slice(0, 20)]
  const rows = await listInbox(user.as, { ...(to && { to }), ...(channel && { channel }) })
  return (
    <Frame user={user} name="inbox" title="Inbox" lead="For development: nothing here was really sent.">
      <Panel flush>
        <Filters action="/console/inbox" active={!!(to || channel)}>
          <Field name="to" label="To" defaultValue={to} placeholder="+12125550101" />
          <Select name="channel" label="Channel" defaultValue={channel}>
            <option value="">Any</option>
            <option value="sms">Text message</option>
            <option value="email">Email</option>
          </Select>
        </Filters>
        <InboxMessages rows={rows} />
      </Panel>
      <Simulate />
      <EmptyInbox />
    </Frame>
  )
}
