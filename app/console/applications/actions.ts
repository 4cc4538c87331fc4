'use server'

import { redirect } from 'next/navigation'
import { createApiKey, createSecret, deleteApiKey, deleteSecret } from '@/lib/admin/application-secrets'
import { createApplication, deleteApplication, updateApplication } from '@/lib/admin/applications'
import { action } from '@/lib/hosted/console-action'
import { allOf, linesOf, textOf, ticked } from '@/lib/hosted/console-form'
import { directAdvice, directControl, directSignInOf } from './direct'
import { types } from './types'

const rename = (path: string) =>
  path
    .replace(/^oidcClientMetadata\./, '')
    .replace(/^(redirectUris|postLogoutRedirectUris|allowedOrigins|redirectAllowList)\..*/, '$1')
    .replace(/^mfa\.(policy|requiredAcr|allowedFactors).*/, '$1')

export const addApplication = action({ caller: 'console', needs: 'applications.write', rename }, async ({ as, form }) => {
  const type = types.find(({ value }) => value === textOf(form, 'type'))?.value ?? 'Traditional'
  const { id, secret } = await createApplication(as, {
    name: textOf(form, 'name'),
    type,
    ...(type !== 'MachineToMachine' && { oidcClientMetadata: { redirectUris: linesOf(form, 'redirectUris') } }),
  })
  if (!secret) redirect(`/console/applications/${id}`)
  return {
    message: 'Application created.',
    secret: { label: 'Client secret', value: secret },
    link: { href: `/console/applications/${id}`, label: 'Continue to the application' },
  }
})

export const saveApplication = action({ caller: 'console', needs: 'applications.write', rename }, async ({ as, form }) => {
  await updateApplication(as, textOf(form, 'id'), {
    name: textOf(form, 'name'),
    oidcClientMetadata: {
      redirectUris: linesOf(form, 'redirectUris'),
      postLogoutRedirectUris: linesOf(form, 'postLogoutRedirectUris'),
      backchannelLogoutUri: textOf(form, 'backchannelLogoutUri').trim(),
    },
    allowedOrigins: linesOf(form, 'allowedOrigins'),
  })
})

export const saveTokens = action({ caller: 'console', needs: 'applications.write', rename }, async ({ as, form }) => {
  await updateApplication(as, textOf(form, 'id'), {
    idTokenAlgorithm: textOf(form, 'idTokenAlgorithm'),
    requirePkce: ticked(form, 'requirePkce'),
    alwaysIssueRefreshToken: ticked(form, 'alwaysIssueRefreshToken'),
    logoutWithoutConfirmation: ticked(form, 'logoutWithoutConfirmation'),
    keepOfflineAccessAfterLogout: ticked(form, 'keepOfflineAccessAfterLogout'),
    isThirdParty: ticked(form, 'isThirdParty'),
  })
})

/** The whole of `mfa`: the form shows all of it, and what is left empty follows the tenant. */
export const saveSecondStep = action({ caller: 'console', needs: 'applications.write', rename }, async ({ as, form }) => {
  const [policy, requiredAcr, allowedFactors] = [
    textOf(form, 'policy'),
    textOf(form, 'requiredAcr'),
    allOf(form, 'allowedFactors'),
  ]
  await updateApplication(as, textOf(form, 'id'), {
    mfa: {
      ...(policy && { policy }),
      ...(requiredAcr && { requiredAcr }),
      ...(allowedFactors.length && { allowedFactors }),
      ...(ticked(form, 'askOnTrusted') && { trustedDevice: false }),
    },
  })
})

export const saveDirectSignIn = action(
  { caller: 'console', needs: 'applications.write', rename: directControl },
  async ({ as, form }) => {
    const { directSignIn } = await updateApplication(as, textOf(form, 'id'), { directSignIn: directSignInOf(form) })
    return { warnings: directAdvice(directSignIn) }
  },
)

export const removeApplication = action({ caller: 'console', needs: 'applications.write' }, async ({ as, form }) => {
  await deleteApplication(as, textOf(form, 'id'))
  redirect('/console/applications')
})

export const addSecret = action({ caller: 'console', needs: 'applications.write' }, async ({ as, form }) => {
  const { value } = await createSecret(as, textOf(form, 'id'), {})
  return { message: 'Secret created.', secret: { label: 'Client secret', value } }
})

export const removeSecret = action({ caller: 'console', needs: 'applications.write' }, async ({ as, form }) => {
  await deleteSecret(as, textOf(form, 'id'), textOf(form, 'secretId'))
})

export const addKey = action({ caller: 'console', needs: 'applications.write' }, async ({ as, form }) => {
  const { key } = await createApiKey(as, textOf(form, 'id'), {})
  return { message: 'API key created.', secret: { label: 'API key', value: key } }
})

export const removeKey = action({ caller: 'console', needs: 'applications.write' }, async ({ as, form }) => {
  await deleteApiKey(as, textOf(form, 'id'), textOf(form, 'keyId'))
})
