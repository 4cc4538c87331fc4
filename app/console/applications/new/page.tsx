import { ActionForm } from '@/components/console/action-form'
import { Radios, Submit, TextArea, TextField } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import { requireConsole } from '@/lib/hosted/console'
import { Frame } from '../../frame'
import { addApplication } from '../actions'
import { types } from '../types'

export const metadata = { title: 'Create an application' }

export default async function NewApplicationPage() {
  const user = await requireConsole('applications.write', '/console/applications/new')
  const back = { href: '/console/applications', label: 'Applications' }
  return (
    <Frame user={user} name="application-new" section="applications" title="Create an application" back={back}>
      <Panel>
        <ActionForm action={addApplication}>
          <TextField name="name" label="Name" hint="People see it when they sign in." placeholder="Orders" />
          <Radios name="type" legend="Kind" value="Traditional" options={types} />
          <TextArea
            name="redirectUris"
            label="Redirect addresses (optional)"
            hint="One per line. Where people come back to after signing in; compared exactly."
            placeholder="http://localhost:3000/api/auth/callback/logto"
            rows={3}
            mono
          />
          <div>
            <Submit>Create</Submit>
          </div>
        </ActionForm>
      </Panel>
    </Frame>
  )
}
