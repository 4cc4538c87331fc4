import { Pager } from '@/components/console/pager'
import { ButtonLink } from '@/components/ui/link'
import { Panel } from '@/components/ui/panel'
import { listApplications } from '@/lib/admin/applications'
import { requireConsole } from '@/lib/hosted/console'
import { pageOf, withQuery } from '../format'
import { Frame } from '../frame'
import { ApplicationTable } from './list'

export const metadata = { title: 'Applications' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }
const pageSize = 50

export default async function ApplicationsPage({ searchParams }: Props) {
  const user = await requireConsole('applications.read', '/console/applications')
  const page = pageOf(await searchParams)
  const { rows, total } = await listApplications(user.as, { page, pageSize })
  return (
    <Frame
      user={user}
      name="applications"
      title="Applications"
      lead="What people sign in to."
      actions={
        user.may('applications.write') && (
          <ButtonLink href="/console/applications/new" look="primary">
            Create an application
          </ButtonLink>
        )
      }
    >
      <Panel flush>
        <ApplicationTable rows={rows} />
        <Pager page={page} pageSize={pageSize} total={total} href={(page) => withQuery('/console/applications', { page })} />
      </Panel>
    </Frame>
  )
}
