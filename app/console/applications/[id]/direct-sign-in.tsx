import { ActionForm } from '@/components/console/action-form'
import { Box, Radios, SelectField, Submit, TextArea, TextField } from '@/components/console/fields'
import { TextLink } from '@/components/ui/link'
import { Panel } from '@/components/ui/panel'
import type { ApplicationView } from '@/lib/admin/applications'
import { whyNoDirectSignIn } from '@/lib/admin/direct-sign-in'
import { saveDirectSignIn } from '../actions'

type Settings = ApplicationView['directSignIn']

const deliveries = [
  {
    value: 'hybrid',
    label: 'Cookies for web pages, JSON for everything else',
    hint: 'Calls from a web origin below get cookies that no script can read. Apps and servers get tokens in the answer.',
  },
  {
    value: 'json',
    label: 'Always JSON',
    hint: 'Your app keeps the tokens and sends the access token as a bearer. No cookie is set or read.',
  },
  { value: 'cookies', label: 'Always cookies', hint: 'For web pages alone. A bearer token is refused.' },
]
const sites = [
  { value: 'strict', label: 'Strict: pages of this site' },
  { value: 'lax', label: 'Lax: also when a link leads here' },
  { value: 'none', label: 'None: pages of other sites too' },
]
const lines = (list: string[]) => list.join('\n')

function Origins({ settings: { webOrigins, nativeOrigins } }: { settings: Settings }) {
  return (
    <div className="grid items-start gap-x-6 gap-y-5 lg:grid-cols-2">
      <TextArea
        name="webOrigins"
        label="Web origins"
        hint="Your pages in a browser, one per line: https://app.example.com. Pages that are not listed are refused."
        value={lines(webOrigins)}
        rows={3}
        mono
      />
      <TextArea
        name="nativeOrigins"
        label="App origins"
        hint="Web views inside an app, such as capacitor://localhost. They get JSON. Native code and servers need no entry."
        value={lines(nativeOrigins)}
        rows={3}
        mono
      />
    </div>
  )
}

function Lives({ settings: { cookieSameSite, cookieRefreshDays, jsonRefreshDays, cookieHostPrefix } }: { settings: Settings }) {
  return (
    <>
      <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
        <SelectField
          name="cookieSameSite"
          label="SameSite of cookies"
          options={sites}
          value={cookieSameSite}
          hint="Whose pages may use them. None needs https."
        />
        <TextField
          name="cookieRefreshDays"
          label="Days signed in, with cookies"
          inputMode="numeric"
          value={String(cookieRefreshDays)}
          hint="1 to 90 without a visit, 90 in all."
        />
        <TextField
          name="jsonRefreshDays"
          label="Days signed in, with JSON"
          inputMode="numeric"
          value={String(jsonRefreshDays)}
          hint="1 to 90 without a visit, 90 in all."
        />
      </div>
      <Box
        name="cookieHostPrefix"
        label="Tie cookies to this host"
        hint="Names them __Host-… over https. Turn it off only to share them under a parent domain."
        checked={cookieHostPrefix}
      />
    </>
  )
}

function Pages({ settings: { headless, resetPageUrl } }: { settings: Settings }) {
  return (
    <>
      <TextField
        name="resetPageUrl"
        label="Page for a new password (optional)"
        hint="Where the link in a reset email leads. Empty: to the hosted page."
        value={resetPageUrl}
        placeholder="https://"
      />
      <Box
        name="headless"
        label="The app has its own sign-in pages"
        hint="node-auth clients then lead nobody to the hosted ones."
        checked={headless}
      />
    </>
  )
}

/** For apps that ask for passwords on pages of their own, over /auth and /node-auth. */
export function DirectSignIn({ application }: { application: ApplicationView }) {
  const { id, directSignIn: settings } = application
  const why = whyNoDirectSignIn(application)
  const title = 'Sign-in over the API'
  if (why) return <Panel id="direct-sign-in" title={title} lead={why} />
  return (
    <Panel
      id="direct-sign-in"
      title={title}
      lead="For pages of your own that call /auth or /node-auth instead of leading people here."
      aside={<TextLink href="/console/api/nauth">How to call it</TextLink>}
    >
      <ActionForm action={saveDirectSignIn} hidden={{ id }} saved="Saved.">
        <Radios name="delivery" legend="How tokens reach your app" value={settings.tokenDelivery} options={deliveries} />
        <Origins settings={settings} />
        <Lives settings={settings} />
        <Pages settings={settings} />
        <div>
          <Submit look="secondary">Save</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}
