import type { IdentifierNeed, Policy, Purpose } from '@/lib/interaction/types'
import { type At, button, type Desk, dayAndClock, type Screen, towards } from './desk'
import { passkeyWords } from './present-gestures'
import type { Body, FieldView } from './view'

type Kind = 'email' | 'phone' | 'username'

export const kindsOf = (needs: readonly IdentifierNeed[]): Kind[] => [
  ...new Set(needs.flatMap((n): Kind[] => (n === 'emailOrPhone' ? ['email', 'phone'] : [n]))),
]

/** Identifiers this purpose takes. */
export function acceptedKinds(purpose: Purpose, policy: Policy): Kind[] {
  if (purpose === 'register') return kindsOf(policy.signUp.identifiers)
  return purpose === 'recover' ? policy.forgot : policy.signIn.methods.map((m) => m.kind)
}

/** One page asks for identifier and password together where a password is the only way in. */
export const together = (policy: Policy): boolean => policy.signIn.methods.every((m) => m.password && !m.code)

/** Whether a chosen identifier is met by a page of its own, because there is a password to type. */
export const passwordPage = (purpose: Purpose, policy: Policy, methods: readonly string[]): boolean =>
  purpose === 'account' || (methods.includes('password') && !together(policy))

const begin = (screen: string) => `/begin?screen=${screen}`

export function identifierField(desk: Desk, kinds: Kind[], value: string | undefined, autoComplete: string): FieldView {
  const only = kinds.length === 1 ? kinds[0] : undefined
  const label = desk.t.kinds.any(kinds)
  const field = { name: 'identifier', label, ...(value && { value }) }
  const asked = autoComplete.startsWith('username')
  if (only === 'phone') return { ...field, type: 'tel', autoComplete: asked ? autoComplete : 'tel' }
  return {
    ...field,
    type: only === 'email' ? 'email' : 'text',
    autoComplete,
    ...(kinds.includes('email') && { inputMode: 'email' as const }),
  }
}

export function passwordField(desk: Desk, name: 'password' | 'newPassword'): FieldView {
  const { t } = desk
  return {
    name,
    label: t.fields[name],
    type: 'password',
    autoComplete: name === 'password' ? 'current-password' : 'new-password',
    reveal: { show: t.common.show, hide: t.common.hide, label: t.common.showPassword },
    ...(name === 'newPassword' && { hint: t.fields.passwordHint }),
  }
}

/** The first page of every journey; also where a code that could not be sent is asked for again. */
export function presentIdentify(c: At<'identify' | 'authenticate'>, desk: Desk): Screen {
  const { purpose, facts } = c.interaction
  const typed = desk.notice?.values.identifier ?? facts.identifier?.value ?? facts.request.loginHint
  if (purpose === 'register') return registerPage(c, desk, typed)
  return purpose === 'recover' ? recoverPage(c, desk, typed) : signInPage(c, desk, typed)
}

function signInPage(c: At<'identify' | 'authenticate'>, desk: Desk, typed?: string): Screen {
  const { t, settings } = desk
  const both = together(c.policy)
  const { productName } = settings.branding
  return {
    id: 'identify',
    title: t.signIn.title(productName),
    lead: towards(desk, t.signIn.lead),
    body: {
      kind: 'form',
      fields: [
        identifierField(desk, acceptedKinds('sign-in', c.policy), typed, c.passkey ? 'username webauthn' : 'username'),
        ...(both ? [passwordField(desk, 'password')] : []),
      ],
      primary: button('continue', t.common.continue),
      ...passkeyButton(c, desk),
      links: [],
      ...(both &&
        c.policy.forgot.length && { beside: { ...button('forgot-password', t.signIn.forgot), href: begin('forgot-password') } }),
      ...(c.policy.signUp.enabled && {
        foot: {
          text: t.signIn.newHere(productName),
          link: { ...button('register', t.signIn.register), href: begin('register') },
        },
      }),
    },
  }
}

/** Signing in with a passkey: a button, and the browser's own list under the field. */
function passkeyButton(c: At<'identify' | 'authenticate'>, desk: Desk): Pick<Extract<Body, { kind: 'form' }>, 'passkey'> {
  if (c.passkey?.shape !== 'passkey') return {}
  const { enabled, button: shown, autofill } = c.policy.passkey
  const label = !enabled || shown ? desk.t.passkey.signIn : ''
  return { passkey: { options: c.passkey.options, ...passkeyWords(desk, label), autofill: enabled && autofill } }
}

function registerPage(c: At<'identify' | 'authenticate'>, desk: Desk, typed?: string): Screen {
  const { t } = desk
  const foot = { text: t.register.already, link: { ...button('sign-in', t.register.signIn), href: begin('sign-in') } }
  if (!c.policy.signUp.enabled)
    return { id: 'identify', title: t.register.closed, lead: [], body: { kind: 'message', primary: foot.link, links: [] } }
  const kinds = acceptedKinds('register', c.policy)
  return {
    id: 'identify',
    title: t.register.title,
    lead: towards(desk, t.register.lead),
    body: {
      kind: 'form',
      fields: [identifierField(desk, kinds, typed, kinds.length === 1 ? (kinds[0] ?? 'email') : 'username')],
      primary: button('continue', t.common.continue),
      links: [],
      foot,
    },
  }
}

function recoverPage(c: At<'identify' | 'authenticate'>, desk: Desk, typed?: string): Screen {
  const { t } = desk
  const foot = { text: t.recover.remembered, link: { ...button('sign-in', t.recover.signIn), href: begin('sign-in') } }
  if (!c.policy.forgot.length)
    return { id: 'identify', title: t.recover.closed, lead: [], body: { kind: 'message', primary: foot.link, links: [] } }
  return {
    id: 'identify',
    title: t.recover.title,
    lead: [t.recover.lead],
    body: {
      kind: 'form',
      fields: [identifierField(desk, acceptedKinds('recover', c.policy), typed, 'username')],
      primary: button('continue', t.common.continue),
      links: [],
      foot,
    },
  }
}

export function presentPassword(c: At<'authenticate'>, desk: Desk): Screen {
  const { t } = desk
  const { purpose, facts } = c.interaction
  const proof = purpose === 'account'
  const who = facts.identifier?.value ?? c.subject.profile.email ?? c.subject.profile.username ?? c.subject.profile.phone
  return {
    id: 'password',
    title: proof ? t.password.proveTitle : t.password.title,
    lead: [proof ? t.password.proveLead : t.password.lead(who ?? '')],
    ...(!proof && { back: t.common.back }),
    body: {
      kind: 'form',
      ...(who && { username: who }),
      fields: [passwordField(desk, 'password')],
      primary: button('continue', t.common.continue),
      ...passkeyButton(c, desk),
      links: c.step.methods.includes('code') ? [button('try-another', t.password.sendCode)] : [],
      ...(!proof &&
        c.policy.forgot.length && { beside: { ...button('forgot-password', t.signIn.forgot), href: begin('forgot-password') } }),
    },
  }
}

export function presentNewPassword(c: At<'new-password'>, desk: Desk): Screen {
  const { t } = desk
  const { purpose, facts } = c.interaction
  const texts = purpose === 'register' || purpose === 'recover' ? t.newPassword[purpose] : t.newPassword.account
  const who = facts.identifier?.value ?? c.subject.profile.email ?? c.subject.profile.username ?? c.subject.profile.phone
  const warning = c.step.distinctChannel && t.newPassword.lockedUntil(dayAndClock(desk, c.step.distinctChannel.lockedUntil))
  return {
    id: 'new-password',
    title: texts.title,
    lead: [texts.lead],
    body: {
      kind: 'form',
      ...(who && { username: who }),
      fields: [passwordField(desk, 'newPassword')],
      primary: button('continue', texts.submit),
      links: [],
      ...(warning && { fine: warning }),
    },
  }
}

export function presentProfile(c: At<'profile'>, desk: Desk): Screen {
  const { t, notice } = desk
  const kinds = kindsOf(c.step.missing.filter((m): m is IdentifierNeed => m !== 'password'))
  const types = { email: 'email', phone: 'tel', username: 'text' } as const
  const given = c.interaction.facts.profile
  const own = c.interaction.purpose === 'account' ? kinds.find((kind) => kind !== 'username') : undefined
  return {
    id: 'profile',
    title: own ? t.profile.newTitle[own] : t.profile.title,
    lead: [own ? t.profile.newLead : t.profile.lead],
    body: {
      kind: 'form',
      fields: kinds.map((kind) => {
        const value = notice?.values[kind] ?? given[kind]
        return {
          name: kind,
          label: t.kinds[kind],
          type: types[kind],
          autoComplete: kind === 'phone' ? 'tel' : kind,
          ...(value && { value }),
        }
      }),
      primary: button('continue', own ? t.setup.sendCode : t.common.continue),
      links: own ? [button('cancel', t.common.back)] : [],
    },
  }
}
