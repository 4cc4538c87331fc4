import { requireConsole } from '@/lib/hosted/console'
import { callbackFor, snippetsFor } from '@/lib/hosted/console-snippets'
import { Editable } from '../../editable'
import { one, type Search } from '../../format'
import { Frame } from '../../frame'
import { confidential, typeName } from '../types'
import { Facts } from './facts'
import { loadApplication } from './load'
import { SecondStep } from './second-step'
import { ApiKeys, Secrets } from './secrets'
import { Addresses, Remove, Tokens } from './settings'
import { Snippets } from './snippets'

export const metadata = { title: 'Application' }

type Props = Search & { params: Promise<{ id: string }> }

export default async function ApplicationPage({ params, searchParams }: Props) {
  const { id } = await params
  const user = await requireConsole('applications.read', `/console/applications/${id}`)
  const { application, secrets, keys, settings } = await loadApplication(user.as, id)
  const { name, type, builtIn, oidcClientMetadata: oidc } = application
  const chosen = one(await searchParams, 'for')
  const snippets = snippetsFor({ id, type, publicUrl: user.publicUrl, redirectUri: oidc.redirectUris[0] })
  const back = { href: '/console/applications', label: 'Applications' }
  return (
    <Frame user={user} name="application" section="applications" title={name} lead={typeName(type)} back={back}>
      <Facts id={id} issuer={`${user.publicUrl}/oidc`} />
      <Snippets applicationId={id} snippets={snippets} chosen={chosen} callback={callbackFor(chosen || snippets[0]?.id)} />
      <Editable allowed={user.may('applications.write') && !builtIn}>
        {confidential(type) && <Secrets applicationId={id} secrets={secrets} />}
        <ApiKeys applicationId={id} keys={keys} />
        <Addresses application={application} />
        <SecondStep application={application} settings={settings} />
        <Tokens application={application} />
        <Remove application={application} />
      </Editable>
    </Frame>
  )
}
