import { ActionForm } from '@/components/console/action-form'
import { Submit } from '@/components/console/fields'
import { More } from '@/components/console/more'
import { Panel } from '@/components/ui/panel'
import { requireConsole } from '@/lib/hosted/console'
import { Frame } from '../frame'
import { verifyChain } from './actions'
import { type Query, readLogs } from './read'
import { AuditSearch } from './search'
import { AuditTable } from './table'

export const metadata = { title: 'Audit log' }

export default async function AuditPage({ searchParams }: { searchParams: Promise<Query> }) {
  const user = await requireConsole('logs.read', '/console/audit')
  const { filter, rows, first, next } = await readLogs(user.as, await searchParams)
  return (
    <Frame user={user} name="audit" title="Audit log" lead="Append-only. Each row seals the one before it.">
      <ActionForm action={verifyChain} className="gap-3">
        <div>
          <Submit look="secondary" size="small">
            Verify the chain
          </Submit>
        </div>
      </ActionForm>
      <Panel flush>
        <AuditSearch {...filter} />
        <AuditTable rows={rows} />
        <More first={first} next={next} />
      </Panel>
    </Frame>
  )
}
