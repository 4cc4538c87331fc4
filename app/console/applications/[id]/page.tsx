import { whyNoDirectSignIn } from '@/lib/admin/direct-sign-in'
import { requireConsole } from '@/lib/hosted/console'
import { callbackFor, snippetsFor } from '@/lib/hosted/console-snippets'
import { one, type Search } from '../../format'
import { Frame } from '../../frame'
import { typeName } from '../types'
import { Facts } from './facts'
import { Forms } from './forms'
import { loadApplication } from './load'
import { Snippets } from './snippets'

export const metadata = { title: 'Application' }

type Props = Search & { params: Promise<{ id: string }> }

export default async function ApplicationPage({ params, searchParams }: Props) {
  const { id } = await params
  const user = await requireConsole('applications.read', `/console/applications/${id}`)
  const loaded = await loadApplication(user.as, id)
  const { name, type, builtIn, oidcClientMetadata: oidc } = loaded.application
  const chosen = one(await searchParams, 'for')
  const direct = whyNoDirectSignIn(loaded.application) === null
  const snippets = snippetsFor({ id, type, publicUrl: user.publicUrl, redirectUri: oidc.redirectUris[0], direct, builtIn })
  const back = { href: '/console/applications', label: 'Applications' }
  return (
    <Frame user={user} name="application" section="applications" title={name} lead={typeName(type)} back={back}>
      <Facts id={id} issuer={`${user.publicUrl}/oidc`} />
      <Snippets applicationId={id} snippets={snippets} chosen={chosen} callback={callbackFor(chosen || snippets[0]?.id)} />
      <Forms loaded={loaded} mayWrite={user.may('applications.write')} />
    </Frame>
  )
}
