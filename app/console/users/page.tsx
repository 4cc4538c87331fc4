import { Filters } from '@/components/console/filters'
import { Pager } from '@/components/console/pager'
import { Field } from '@/components/ui/field'
import { ButtonLink } from '@/components/ui/link'
import { Panel } from '@/components/ui/panel'
import { listUsers } from '@/lib/admin/users'
import { requireConsole } from '@/lib/hosted/console'
import { one, pageOf, withQuery } from '../format'
import { Frame } from '../frame'
import { UserTable } from './list'

export const metadata = { title: 'Users' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }
const pageSize = 25

export default async function UsersPage({ searchParams }: Props) {
  const user = await requireConsole('users.read', '/console/users')
  const query = await searchParams
  const [page, search] = [pageOf(query), one(query, 'search').slice(0, 200)]
  const { rows, total } = await listUsers(user.as, { page, pageSize, ...(search && { search }) })
  const add = user.may('users.write') && (
    <ButtonLink href="/console/users/new" look="primary">
      Add a user
    </ButtonLink>
  )
  return (
    <Frame user={user} name="users" title="Users" lead={`${total.toLocaleString('en')} in all`} actions={add}>
      <Panel flush>
        <Filters action="/console/users" active={!!search}>
          <Field name="search" type="search" label="Search" defaultValue={search} placeholder="Name, email, phone or id" />
        </Filters>
        <UserTable rows={rows} searching={!!search} />
        <Pager page={page} pageSize={pageSize} total={total} href={(n) => withQuery('/console/users', { search, page: n })} />
      </Panel>
    </Frame>
  )
}
