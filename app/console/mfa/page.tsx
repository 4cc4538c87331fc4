import { Advice } from '@/components/console/advice'
import { channelsInReach } from '@/lib/admin/facts'
import { warningWords } from '@/lib/admin/setting-words'
import { checkSettings } from '@/lib/admin/settings'
import { requireConsole } from '@/lib/hosted/console'
import { Editable } from '../editable'
import { Frame } from '../frame'
import { CodesForm, MfaForm } from './form'

export const metadata = { title: 'Multi-factor authentication' }

export default async function MfaPage() {
  const user = await requireConsole('settings.read', '/console/mfa')
  const [{ settings, warnings }, connected] = await Promise.all([checkSettings(user.as, {}), channelsInReach(user.as)])
  return (
    <Frame user={user} name="mfa" title="Multi-factor authentication" lead="What people prove after their first step, and when.">
      <Advice sentences={warnings.map(warningWords)} />
      <Editable allowed={user.may('settings.write')}>
        <MfaForm settings={settings} connected={connected} />
        <CodesForm settings={settings} />
      </Editable>
    </Frame>
  )
}
