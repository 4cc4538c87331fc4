import { Alert } from '@/components/ui/field'
import { listConnectors } from '@/lib/admin/connectors'
import { warningWords } from '@/lib/admin/setting-words'
import { checkSettings } from '@/lib/admin/settings'
import { requireConsole } from '@/lib/hosted/console'
import { Editable } from '../editable'
import { Frame } from '../frame'
import { CodesForm, MfaForm } from './form'

export const metadata = { title: 'Multi-factor authentication' }

export default async function MfaPage() {
  const user = await requireConsole('settings.read', '/console/mfa')
  const [{ settings, warnings }, connectors] = await Promise.all([checkSettings(user.as, {}), listConnectors(user.as)])
  const on = (channels: string[]) => connectors.filter((c) => c.enabled && channels.includes(c.channel)).length
  const connected = { sms: on(['sms', 'whatsapp']), email: on(['email']) }
  return (
    <Frame user={user} name="mfa" title="Multi-factor authentication" lead="What people prove after their first step, and when.">
      {warnings.length > 0 && (
        <div className="grid gap-2">
          {warnings.map((warning) => (
            <Alert key={warningWords(warning)} tone="warning" strong={warningWords(warning)} />
          ))}
        </div>
      )}
      <Editable allowed={user.may('settings.write')}>
        <MfaForm settings={settings} connected={connected} />
        <CodesForm settings={settings} />
      </Editable>
    </Frame>
  )
}
