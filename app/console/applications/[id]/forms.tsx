import { Editable } from '../../editable'
import { confidential } from '../types'
import { DirectSignIn } from './direct-sign-in'
import type { loadApplication } from './load'
import { SecondStep } from './second-step'
import { ApiKeys, Secrets } from './secrets'
import { Addresses, Remove, Tokens } from './settings'

type Props = { loaded: Awaited<ReturnType<typeof loadApplication>>; mayWrite: boolean }

/** All that can be changed. Of a built-in application that is one section, which comes first. */
export function Forms({ loaded: { application, secrets, keys, settings }, mayWrite }: Props) {
  const { id, type, builtIn } = application
  const direct = (
    <Editable allowed={mayWrite}>
      <DirectSignIn application={application} />
    </Editable>
  )
  return (
    <>
      {builtIn && direct}
      <Editable allowed={mayWrite && !builtIn}>
        {confidential(type) && <Secrets applicationId={id} secrets={secrets} />}
        <ApiKeys applicationId={id} keys={keys} />
        <Addresses application={application} />
      </Editable>
      {!builtIn && direct}
      <Editable allowed={mayWrite && !builtIn}>
        <SecondStep application={application} settings={settings} />
        <Tokens application={application} />
        <Remove application={application} />
      </Editable>
    </>
  )
}
