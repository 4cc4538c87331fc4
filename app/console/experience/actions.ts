'use server'

import { accountFieldWords, warningWords } from '@/lib/admin/setting-words'
import { patchSettings } from '@/lib/admin/settings'
import { action } from '@/lib/hosted/console-action'
import { codesOf, textOf, ticked } from '@/lib/hosted/console-form'

const kinds = ['email', 'phone', 'username'] as const

/** Paths of the settings document → controls of these forms. */
const rename = (path: string) =>
  path
    .replace(/^(branding|languageInfo)\./, '')
    .replace(/^accountCenter\.fields\./, 'field.')
    .replace(/^allowedCountries.*/, 'allowedCountries')
    .replace(/^signUp\.identifiers.*/, 'signUp.identifier')
    .replace(/^signIn\.methods.*/, 'methods')

const said = (warnings: Parameters<typeof warningWords>[0][]) => ({ warnings: warnings.map(warningWords) })

export const saveSignUp = action({ caller: 'console', needs: 'settings.write', rename }, async ({ as, form }) => {
  const identifier = textOf(form, 'signUp.identifier')
  const secondary = textOf(form, 'signUp.secondary')
  const { warnings } = await patchSettings(as, {
    signInMode: ticked(form, 'open') ? 'SignInAndRegister' : 'SignIn',
    discloseExistence: ticked(form, 'discloseExistence'),
    signUp: {
      identifiers: identifier ? [identifier] : [],
      password: ticked(form, 'signUp.password'),
      verify: ticked(form, 'signUp.verify'),
      secondaryIdentifiers: secondary ? [{ identifier: secondary, verify: true }] : [],
    },
  })
  return said(warnings)
})

export const saveSignIn = action({ caller: 'console', needs: 'settings.write', rename }, async ({ as, form }) => {
  const methods = kinds
    .filter((kind) => ticked(form, `method.${kind}`))
    .map((identifier) => ({
      identifier,
      password: ticked(form, `method.${identifier}.password`),
      verificationCode: identifier !== 'username' && ticked(form, `method.${identifier}.verificationCode`),
      passkey: ticked(form, `method.${identifier}.passkey`),
    }))
  const { warnings } = await patchSettings(as, { signIn: { methods } })
  return said(warnings)
})

export const savePasskeys = action({ caller: 'console', needs: 'settings.write', rename }, async ({ as, form }) => {
  const names = ['enabled', 'showPasskeyButton', 'allowAutofill'] as const
  const passkeySignIn = Object.fromEntries(names.map((name) => [name, ticked(form, `passkey.${name}`)]))
  const { warnings } = await patchSettings(as, { passkeySignIn })
  return said(warnings)
})

export const saveRecovery = action({ caller: 'console', needs: 'settings.write', rename }, async ({ as, form }) => {
  const names = ['EmailVerificationCode', 'PhoneVerificationCode']
  const { warnings } = await patchSettings(as, {
    forgotPasswordMethods: names.filter((name) => ticked(form, `forgot.${name}`)),
  })
  return said(warnings)
})

const brand = [
  'productName',
  'logoUrl',
  'primaryColor',
  'darkPrimaryColor',
  'termsUrl',
  'privacyUrl',
  'supportUrl',
  'supportEmail',
] as const

export const saveBranding = action({ caller: 'console', needs: 'settings.write', rename }, async ({ as, form }) => {
  await patchSettings(as, { branding: Object.fromEntries(brand.map((name) => [name, textOf(form, name).trim()])) })
})

export const saveCountries = action({ caller: 'console', needs: 'settings.write', rename }, async ({ as, form }) => {
  const { warnings } = await patchSettings(as, {
    allowedCountries: codesOf(form, 'allowedCountries'),
    branding: { defaultCountry: textOf(form, 'defaultCountry') },
  })
  return said(warnings)
})

export const saveLanguages = action({ caller: 'console', needs: 'settings.write', rename }, async ({ as, form }) => {
  const { warnings } = await patchSettings(as, {
    languageInfo: { autoDetect: ticked(form, 'autoDetect'), fallbackLanguage: textOf(form, 'fallbackLanguage') },
  })
  return said(warnings)
})

export const saveAccountCenter = action({ caller: 'console', needs: 'settings.write', rename }, async ({ as, form }) => {
  const fields = Object.fromEntries(accountFieldWords.map(({ name }) => [name, textOf(form, `field.${name}`)]))
  await patchSettings(as, { accountCenter: { fields } })
})
