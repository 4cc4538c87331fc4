import { ActionForm } from '@/components/console/action-form'
import { Danger } from '@/components/console/danger'
import { Box, SelectField, Submit, TextArea, TextField } from '@/components/console/fields'
import { Panel } from '@/components/ui/panel'
import type { ApplicationView } from '@/lib/admin/applications'
import { removeApplication, saveApplication, saveTokens } from '../actions'

type Props = { application: ApplicationView }

const lines = (list: string[]) => list.join('\n')

export function Addresses({ application }: Props) {
  const { id, name, oidcClientMetadata: oidc, allowedOrigins } = application
  return (
    <Panel title="Settings">
      <ActionForm action={saveApplication} hidden={{ id }} saved="Application saved.">
        <TextField name="name" label="Name" value={name} />
        <TextArea
          name="redirectUris"
          label="Redirect addresses"
          hint="One per line, compared exactly. https, or http on localhost."
          value={lines(oidc.redirectUris)}
          rows={4}
          mono
        />
        <TextArea
          name="postLogoutRedirectUris"
          label="Addresses after sign-out"
          value={lines(oidc.postLogoutRedirectUris)}
          rows={2}
          mono
        />
        <TextArea
          name="allowedOrigins"
          label="Allowed origins"
          hint="For browsers that call our APIs, such as https://app.example.com."
          value={lines(allowedOrigins)}
          rows={2}
          mono
        />
        <TextField
          name="backchannelLogoutUri"
          label="Back-channel sign-out address (optional)"
          value={oidc.backchannelLogoutUri}
          placeholder="https://"
        />
        <div>
          <Submit>Save</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}

const algorithms = ['RS256', 'ES256', 'ES384'].map((value) => ({ value, label: value }))

export function Tokens({ application }: Props) {
  const { id, idTokenAlgorithm, requirePkce, alwaysIssueRefreshToken, isThirdParty } = application
  const { logoutWithoutConfirmation, keepOfflineAccessAfterLogout } = application
  return (
    <Panel id="tokens" title="Tokens">
      <ActionForm action={saveTokens} hidden={{ id }} saved="Saved.">
        <div className="max-w-48">
          <SelectField name="idTokenAlgorithm" label="ID token algorithm" options={algorithms} value={idTokenAlgorithm} />
        </div>
        <div className="grid">
          <Box name="requirePkce" label="Require PKCE" hint="Off only for clients that cannot." checked={requirePkce} />
          <Box name="alwaysIssueRefreshToken" label="Always issue a refresh token" checked={alwaysIssueRefreshToken} />
          <Box name="logoutWithoutConfirmation" label="Sign out without asking" checked={logoutWithoutConfirmation} />
          <Box
            name="keepOfflineAccessAfterLogout"
            label="Keep offline access after sign-out"
            hint="Refresh tokens stay valid until they expire or are revoked."
            checked={keepOfflineAccessAfterLogout}
          />
          <Box
            name="isThirdParty"
            label="Belongs to a third party"
            hint="People are asked before it learns about them."
            checked={isThirdParty}
          />
        </div>
        <div>
          <Submit look="secondary">Save</Submit>
        </div>
      </ActionForm>
    </Panel>
  )
}

export function Remove({ application: { id, name } }: Props) {
  return (
    <Panel title="Delete">
      <Danger action={removeApplication} hidden={{ id }} label="Delete this application" confirm={`Delete ${name}`}>
        Nobody can sign in to it any more. Its secrets, keys and tokens stop working at once.
      </Danger>
    </Panel>
  )
}
