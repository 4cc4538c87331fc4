import { factors } from '@/lib/factors'
import type { Prompt } from '@/lib/factors/types'
import type { Current } from '@/lib/flows/types'
import { guessesLeft } from '@/lib/interaction/rows'
import type { Challenge, Option } from '@/lib/interaction/types'
import { type At, button, called, clock, type Desk, isolated, refusedUntil, type Screen } from './desk'
import { passwordField } from './present-first'
import { codesView, passkeyWords, pictureView } from './present-gestures'
import type { ActionView, Body, IconName, PromptView, Resend, RowView } from './view'

export const wireName = (type: Option['factor']): string => factors[type].wire.logto
export function iconOf(type: Option['factor']): IconName {
  const { address, spare, rowOf } = factors[type]
  return address ?? (spare ? 'codes' : rowOf ? 'key' : 'app')
}

export function presentChoose(c: At<'choose-factor'>, desk: Desk): Screen {
  const { t, settings } = desk
  const { supportUrl, supportEmail, productName } = settings.branding
  const href = supportUrl || (supportEmail && `mailto:${supportEmail}`)
  return {
    id: 'mfa-verify-list',
    title: t.choose.title,
    lead: [t.choose.lead],
    body: {
      kind: 'list',
      rows: c.step.options.map((option) => optionRow(option, desk)),
      links: [button('cancel', c.interaction.purpose === 'account' ? t.common.back : t.choose.cancel)],
      stuck: {
        label: t.choose.stuck,
        text: t.choose.stuckText(productName, desk.reference),
        ...(href && { link: { action: 'help', label: t.blocked.help, href } }),
      },
    },
  }
}

function optionRow(option: Option, desk: Desk): RowView {
  const { t } = desk
  const { address } = factors[option.factor]
  const { title, hint } = called(desk, option.factor)
  const paused = option.lockedUntil && option.lockedUntil > desk.now ? option.lockedUntil : null
  return {
    ...button('select', option.label ?? title),
    name: 'factorId',
    value: option.authenticatorId,
    factor: wireName(option.factor),
    icon: iconOf(option.factor),
    detail: paused ? t.choose.paused(clock(desk, paused)) : address ? t.choose.codeTo(isolated(desk, option.masked)) : hint,
    ...(option.lastUsed && !paused && { mark: t.choose.lastUsed }),
  }
}

/** The title and words around a question, told apart by what it is for. */
export function presentAnswer(c: At<'answer'>, desk: Desk): Screen {
  const { t } = desk
  const { challenge } = c.step
  const { address } = factors[challenge.factor]
  const prove = challenge.mode === 'prove'
  const links: ActionView[] = [
    ...(prove ? [] : [button('try-another', t.code.another)]),
    ...(prove && address && challenge.usageType !== 'UserPermissionValidation'
      ? [button('back', t.code.otherAddress[address])]
      : []),
  ]
  return {
    id: prove ? 'code' : `mfa-verify:${wireName(challenge.factor)}`,
    title: address
      ? t.code.title[challenge.delivery === 'whatsapp' ? 'whatsapp' : address]
      : t.code.byShape[shapeOf(challenge.prompt)],
    ...spoken(challenge, desk),
    lead: [
      ...(challenge.usageType === 'UserPermissionValidation' && prove ? [t.code.permission] : []),
      ...sentLead(c, challenge, desk),
    ],
    back: t.common.back,
    body: answerBody(c, challenge, desk, links, t.code.verify),
  }
}

/** A code from an app and a code from paper are typed, but look different. */
export const shapeOf = (prompt: Prompt) => (prompt.shape === 'code' && prompt.alphabet === 'crockford' ? 'text' : prompt.shape)

/** Where the code went; on recovery the same to everybody. */
export function sentLead(c: Pick<At<'answer'>, 'interaction'>, challenge: Challenge, { t }: Desk): string[] {
  const { prompt } = challenge
  if (prompt.shape !== 'code' || !prompt.sentTo) return [t.code.leads[shapeOf(prompt)]]
  const sent = challenge.delivery === 'whatsapp' ? t.code.sentByWhatsApp : t.code.sent
  const say = c.interaction.purpose === 'recover' ? t.code.sentIfKnown : sent
  return [say(prompt.length, prompt.sentTo)]
}

/** "+1***5678" read out is noise: the last digits, one by one, are what people know. */
export function spoken({ prompt, factor }: Challenge, { t }: Desk): Pick<Screen, 'spoken'> {
  if (prompt.shape !== 'code' || !prompt.sentTo || factors[factor].address !== 'phone') return {}
  return { spoken: { masked: prompt.sentTo, text: t.code.ending([...prompt.sentTo.slice(-4)].join(' ')) } }
}

/** The form of a question: its gesture, its clocks, and what to do when no answer comes. */
export function answerBody(
  c: Omit<At<'answer'>, 'step'>,
  challenge: Challenge,
  desk: Desk,
  links: ActionView[],
  submit: string,
): Extract<Body, { kind: 'answer' }> {
  const { t, now } = desk
  const trusted =
    challenge.mode === 'verify' &&
    c.interaction.purpose === 'sign-in' &&
    c.policy.trustedDevice.enabled &&
    !c.policy.requiredAcr &&
    !factors[challenge.factor].spare
  const attemptsLeft = guessesLeft(c.interaction, challenge, c.policy)
  const resendAt = Math.max(challenge.resendAt, refusedUntil(desk))
  const spent = attemptsLeft === 0 || challenge.expiresAt <= now
  return {
    kind: 'answer',
    prompt: promptView(challenge.prompt, challenge, desk, trusted),
    clocks: { now, resendAt, expiresAt: challenge.expiresAt, attemptsLeft },
    ...(trusted && { trust: { label: t.code.trust(c.policy.trustedDevice.days), hint: t.code.trustHint } }),
    ...(!spent && { primary: button('continue', submit) }),
    ...((spent || factors[challenge.factor].address) && { resend: resendView(challenge, desk, spent, resendAt) }),
    links: [...otherWay(c, challenge, desk), ...links],
  }
}

/** The same code over the other line, where people may choose. */
function otherWay({ policy }: Pick<Current, 'policy'>, { factor, delivery }: Challenge, { t }: Desk): ActionView[] {
  if (factors[factor].address !== 'phone' || policy.deliveries.length < 2) return []
  return [delivery === 'whatsapp' ? button('resend-sms', t.code.bySms) : button('resend-whatsapp', t.code.byWhatsApp)]
}

function resendView({ factor }: Challenge, desk: Desk, spent: boolean, resendAt: number): Resend {
  const { t, now } = desk
  const sent = !!factors[factor].address
  const again = spent ? (sent ? t.code.sendNew : t.code.tryAgain) : t.code.resend
  return {
    none: spent ? '' : t.code.none,
    label: again,
    waiting: sent ? t.code.resendIn : t.code.tryAgainIn,
    ready: sent ? t.code.resendNow : t.code.tryAgainNow,
    clock: resendAt > now ? (sent ? t.code.resendAt : t.code.tryAgainAt)(clock(desk, resendAt)) : '',
  }
}

const codeView = (length: number, challenge: Challenge, desk: Desk, trusted: boolean) => ({
  shape: 'code' as const,
  label: desk.t.fields.code,
  length,
  webOtp: factors[challenge.factor].address === 'phone',
  // with a box to tick, the person says when they are done
  autoSubmit: !trusted,
})

function promptView(prompt: Prompt, challenge: Challenge, desk: Desk, trusted: boolean): PromptView {
  switch (prompt.shape) {
    case 'code':
      return prompt.alphabet === 'digits'
        ? codeView(prompt.length, challenge, desk, trusted)
        : { shape: 'text', field: { name: 'code', label: desk.t.fields.backupCode, type: 'text', autoComplete: 'off' } }
    case 'qr-code':
      return { ...pictureView(prompt, desk), code: codeView(prompt.length, challenge, desk, false) }
    case 'passkey': {
      const { ceremony, options } = prompt
      return { shape: 'passkey', ceremony, options, ...passkeyWords(desk, desk.t.passkey[ceremony]) }
    }
    case 'codes-list':
      return { shape: 'codes-list', codes: prompt.codes, ...codesView(prompt.codes, desk) }
    case 'password':
      return { shape: 'password', field: passwordField(desk, 'password') }
    default:
      return prompt satisfies never
  }
}
