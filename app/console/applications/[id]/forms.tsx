import { Editable } from '../../editable'
import { confidential } from '../types'
import { DirectSignIn } from './direct-sign-in'
import type { loadApplication } from './load'
import { SecondStep } from './second-step'
import { ApiKeys, Secrets } from './secrets'
import { Addresses, Remove, Tokens } from './settings'
import { StepUp } from './step-up'

type Props = { loaded: Awaited<ReturnType<typeof loadApplication>>; mayWrite: boolean }

/** All that can be changed: of a built-in application one section, and not of every one. */
export function Forms({ loaded: { application, secrets, keys, actions, settings }, mayWrite }: Props) {
  const { id, type, builtIn } = application
  if (builtIn)
    return (
      <Editable allowed={mayWrite}>
        <DirectSignIn application={application} />
        <p className="text-sm text-soft">This application is built in. Everything else about it follows the environment.</p>
      </Editable>
    )
  return (
    <Editable allowed={mayWrite}>
      {confidential(type) && <Secrets applicationId={id} secrets={secrets} />}
      <ApiKeys applicationId={id} keys={keys} />
      <Addresses application={application} />
      <DirectSignIn application={application} />
      <StepUp application={application} actions={actions} />
      <SecondStep application={application} settings={settings} />
      <Tokens application={application} />
      <Remove application={application} />
    </Editable>
  )
}
