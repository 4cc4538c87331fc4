import { ButtonLink } from '@/components/ui/link'
import { getSettings } from '@/lib/admin/settings'
import { requireConsole } from '@/lib/hosted/console'
import { countries } from '@/lib/hosted/countries'
import { Editable } from '../editable'
import { Frame } from '../frame'
import { Account } from './account'
import { Branding, Countries } from './branding'
import { Passkeys, Recovery, SignIn } from './sign-in'
import { SignUp } from './sign-up'

export const metadata = { title: 'Sign-in experience' }

export default async function ExperiencePage() {
  const user = await requireConsole('settings.read', '/console/experience')
  const settings = await getSettings(user.as)
  return (
    <Frame
      user={user}
      name="experience"
      title="Sign-in experience"
      lead="What people see and do before they are in."
      actions={
        <ButtonLink href="/sign-in" target="_blank">
          Open the sign-in page
        </ButtonLink>
      }
    >
      <Editable allowed={user.may('settings.write')}>
        <SignUp settings={settings} />
        <SignIn settings={settings} />
        <Passkeys settings={settings} />
        <Recovery settings={settings} />
        <Branding settings={settings} />
        <Account settings={settings} />
        <Countries settings={settings} countries={countries('en', [])} />
      </Editable>
    </Frame>
  )
}
