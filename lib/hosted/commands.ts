import { byLogtoName, factors } from '@/lib/factors'
import type { Command, Current } from '@/lib/flows/types'
import type { Challenge } from '@/lib/interaction/types'
import { type Form, need } from './form'
import { kindsOf, together } from './present-first'
import { knownOffer, onboarding, onlyOne } from './present-setup'

/** The button that was pressed; a row of a list carries its `factorId` instead of a name. */
export const actionOf = (form: Form): string => form.action || (form.factorId ? 'select' : 'continue')

const plain: Record<string, Command[]> = {
  resend: [{ do: 'resend' }],
  'resend-whatsapp': [{ do: 'resend', delivery: 'whatsapp' }],
  'resend-sms': [{ do: 'resend', delivery: 'sms' }],
  skip: [{ do: 'skip' }],
  approve: [{ do: 'consent', approve: true }],
  deny: [{ do: 'consent', approve: false }],
  cancel: [{ do: 'cancel' }],
  'sign-out': [{ do: 'cancel' }],
}

/**
 * A posted form in the door's words, read against the step it is an answer to.
 * @throws request.invalid when a field of this page is empty
 */
export function commandsFrom(form: Form, c: Current): Command[] {
  const action = actionOf(form)
  if (action === 'select') return selected(form, c)
  if (action === 'use-known') return takeKnown(c)
  if (action === 'try-another') return otherWay(c)
  if (action === 'back') return goneBack(c)
  return Object.hasOwn(plain, action) ? (plain[action] ?? []) : carriedOn(form, c)
}

function selected(form: Form, { step }: Current): Command[] {
  need(form, 'factorId')
  if (step.step !== 'enroll') return [{ do: 'begin', authenticatorId: form.factorId! }]
  const factor = byLogtoName(form.factorId!)
  return factor ? [{ do: 'choose', factor }] : []
}

/** One page back for the person: a choice among one, or a question that began by itself, is taken back with the page it made. */
function goneBack({ step, interaction }: Current): Command[] {
  if (step.step === 'enroll' && step.challenge && !factors[step.challenge.factor].address)
    return interaction.purpose === 'account' ? [{ do: 'cancel' }] : [{ do: 'back' }, { do: 'back' }]
  const silent = step.step === 'enroll' && !step.challenge && !!interaction.facts.choice && onlyOne(step)
  return silent ? [{ do: 'back' }, { do: 'back' }] : [{ do: 'back' }]
}

/** The other way of this page: a code instead of the password, choosing instead of the known address, else the list. */
function otherWay({ step }: Current): Command[] {
  if (step.step === 'authenticate') return [{ do: 'send-code' }]
  return step.step === 'enroll' ? [{ do: 'opt-in' }] : [{ do: 'list' }]
}

function takeKnown({ step, policy }: Current): Command[] {
  const known = step.step === 'enroll' && knownOffer({ step, policy })
  return known ? [{ do: 'use-known', factor: known.factor }] : []
}

/** The primary button of each page. */
function carriedOn(form: Form, c: Current): Command[] {
  const { step } = c
  if (form.credential && c.passkey) return [{ do: 'passkey', answer: { credential: form.credential } }]
  switch (step.step) {
    case 'identify':
      return identified(form, c)
    case 'authenticate':
      return form.identifier === undefined ? passwordGiven(form) : identified(form, c)
    case 'answer':
      return answered(form, step.challenge)
    case 'enroll':
      return setUp(form, c, step)
    case 'new-password':
      need(form, 'newPassword')
      return [{ do: 'new-password', password: form.newPassword! }]
    case 'profile':
      return profiled(form, step)
    case 'consent':
    case 'choose-factor':
    case 'done':
    case 'blocked':
    case 'cancelled':
      return []
    default:
      return step satisfies never
  }
}

function identified(form: Form, c: Current): Command[] {
  const both = c.interaction.purpose === 'sign-in' && together(c.policy)
  need(form, 'identifier', ...(both ? ['password'] : []))
  return [{ do: 'identify', identifier: form.identifier! }, ...(both ? passwordGiven(form) : [])]
}

function passwordGiven(form: Form): Command[] {
  need(form, 'password')
  return [{ do: 'password', password: form.password! }]
}

/** The field each gesture is answered in. */
export const answerFields = {
  code: 'code',
  password: 'password',
  'qr-code': 'code',
  passkey: 'credential',
  'codes-list': 'acknowledge',
} as const

function answered(form: Form, { prompt }: Challenge): Command[] {
  const field = answerFields[prompt.shape]
  need(form, field)
  return [{ do: 'answer', answer: { [field]: form[field] }, ...(form.trustDevice && { trustDevice: true }) }]
}

function setUp(form: Form, c: Current, step: Extract<Current['step'], { step: 'enroll' }>): Command[] {
  if (onboarding({ ...c, step })) return takeKnown(c).length ? takeKnown(c) : [{ do: 'opt-in' }]
  if (step.challenge) return answered(form, step.challenge)
  // a code for a question that is no longer asked: the door says why
  if (form.code !== undefined) return [{ do: 'answer', answer: { code: form.code } }]
  if (!step.factor) return selected(form, c)
  const kind = factors[step.factor].address
  if (!kind) return [{ do: 'enroll', factor: step.factor, input: {} }]
  need(form, kind)
  return [{ do: 'enroll', factor: step.factor, input: { address: form[kind], ...(form.country && { country: form.country }) } }]
}

function profiled(form: Form, step: Extract<Current['step'], { step: 'profile' }>): Command[] {
  const wanted = kindsOf(step.missing.filter((m) => m !== 'password'))
  const given = Object.fromEntries(wanted.flatMap((kind) => (form[kind]?.trim() ? [[kind, form[kind]]] : [])))
  if (!Object.keys(given).length) need(form, ...wanted)
  return [{ do: 'profile', ...given, ...(form.name && { name: form.name }) }]
}
