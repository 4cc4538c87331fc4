import { Filters } from '@/components/console/filters'
import { More } from '@/components/console/more'
import { Select } from '@/components/ui/field'
import { Panel } from '@/components/ui/panel'
import { listDeliveries } from '@/lib/admin/messages'
import { requireConsole } from '@/lib/hosted/console'
import { one, type Search, withQuery } from '../format'
import { Frame } from '../frame'
import { MessageTable } from './table'

export const metadata = { title: 'Delivery log' }

const states = ['queued', 'accepted', 'sent', 'delivered', 'failed']

export default async function MessagesPage({ searchParams }: Search) {
  const user = await requireConsole('messages.read', '/console/messages')
  const query = await searchParams
  const status = states.find((state) => state === one(query, 'status'))
  const before = one(query, 'before').slice(0, 100)
  const filter = { pageSize: 50, ...(status && { status }), ...(before && { cursor: before }) }
  const { rows, nextCursor } = await listDeliveries(user.as, filter)
  const at = (cursor?: string) => withQuery('/console/messages', { status, before: cursor })
  return (
    <Frame user={user} name="messages" title="Delivery log" lead="What was sent, by which connector, and how it went.">
      <Panel flush>
        <Filters action="/console/messages" active={!!status}>
          <Select name="status" label="Status" defaultValue={status ?? ''}>
            {['', ...states].map((state) => (
              <option key={state} value={state}>
                {state || 'Any'}
              </option>
            ))}
          </Select>
        </Filters>
        <MessageTable rows={rows} />
        <More first={before ? at() : null} next={nextCursor && at(nextCursor)} />
      </Panel>
    </Frame>
  )
}
