import { type FactorType, factors } from '@/lib/factors'
import type { EnrollOption } from '@/lib/interaction/types'
import { countries } from './countries'
import { type At, button, called, type Desk, day, isolated, listed, type Screen } from './desk'
import { answerBody, iconOf, sentLead, shapeOf, spoken, wireName } from './present-second'
import type { ActionView, FieldView, RowView } from './view'

type Setup = At<'enroll'>

/** The proven address on file that one click turns into a factor, where the settings let it. */
export function knownOffer({ step, policy }: Pick<Setup, 'step' | 'policy'>): { factor: FactorType; masked: string } | undefined {
  for (const { factor, bound, known } of step.allowed) {
    const kind = factors[factor].address
    if (kind && known?.proven && !bound && policy.mfa.autoEnroll[kind] !== 'off') return { factor, masked: known.masked }
  }
  return undefined
}

/** Whether the page asks "turn it on?" before it asks how: contracts/logto.md §3, S3, S9 and S12. */
export function onboarding(c: Setup): boolean {
  const { optedIn, choice } = c.interaction.facts
  if (optedIn || choice || c.step.challenge || c.step.reason === 'another') return false
  if (c.step.reason === 'wanted' || c.step.reason === 'offer') return false
  return c.step.reason === 'suggested' || !!knownOffer(c)
}

export function presentSetup(c: Setup, desk: Desk): Screen {
  if (onboarding(c)) return onboardingPage(c, desk)
  const { factor } = c.step
  if (factor) return c.step.challenge ? confirmPage(c, desk) : addPage(c, factor, desk)
  return listPage(c, desk)
}

const skipLinks = ({ step }: Setup, label: string): ActionView[] => (step.skippable ? [button('skip', label)] : [])
/** Signing up or in can be left; a page of the account has its own way back. */
const leaveLinks = ({ step, interaction }: Setup, desk: Desk): ActionView[] =>
  step.skippable || interaction.purpose === 'account' ? [] : [button('sign-out', desk.t.common.signOut)]

function onboardingPage(c: Setup, desk: Desk): Screen {
  const { t } = desk
  const known = knownOffer(c)
  const masked = isolated(desk, known?.masked ?? '')
  return {
    id: 'mfa-onboarding',
    title: known ? t.setup.knownTitle(masked) : t.setup.onboardingTitle,
    lead: [known ? t.setup.knownLead(masked) : t.setup.onboardingLead],
    body: {
      kind: 'form',
      fields: [],
      primary: button('continue', known ? t.setup.takeKnown(masked) : t.setup.turnOn),
      links: [
        ...(known ? [button('try-another', t.setup.anotherWay)] : []),
        ...skipLinks(c, t.common.notNow),
        ...leaveLinks(c, desk),
      ],
      ...(c.step.skippable && { fine: c.step.graceEndsAt ? t.setup.grace(day(desk, c.step.graceEndsAt)) : t.setup.skipHint }),
    },
  }
}

function listPage(c: Setup, desk: Desk): Screen {
  const { t, settings } = desk
  const another = c.step.reason === 'another'
  const bound = c.step.allowed.filter((o) => o.bound)
  const lead = c.step.skippable ? t.setup.optional : t.setup.required(settings.branding.productName)
  return {
    id: another ? 'mfa-suggestion' : 'mfa-setup-list',
    title: another ? t.setup.suggestionTitle : t.setup.listTitle,
    lead: [
      another
        ? t.setup.suggestionLead(
            listed(
              desk,
              bound.map((o) => (factors[o.factor].address && isolated(desk, o.masked ?? '')) || called(desk, o.factor).title),
            ),
          )
        : lead,
    ],
    ...(hasBack(c) && { back: t.common.back }),
    body: {
      kind: 'list',
      rows: c.step.allowed.map((o) => setupRow(o, desk)),
      links: [...skipLinks(c, another ? t.setup.skipSuggestion : t.common.notNow), ...leaveLinks(c, desk)],
      ...(c.step.graceEndsAt && { fine: t.setup.grace(day(desk, c.step.graceEndsAt)) }),
    },
  }
}

function setupRow(option: EnrollOption, desk: Desk): RowView {
  const { t } = desk
  const { title, hint } = called(desk, option.factor)
  const masked = factors[option.factor].address && (option.masked ?? option.known?.masked)
  return {
    ...button('select', title),
    name: 'factorId',
    value: wireName(option.factor),
    factor: wireName(option.factor),
    icon: iconOf(option.factor),
    detail: masked ? isolated(desk, masked) : hint,
    ...(option.bound && { disabled: true, mark: t.setup.alreadyOn }),
  }
}

/** Whether there is a list, or the question whether to turn it on at all, to go back to. */
const hasBack = ({ step, interaction }: Setup): boolean => {
  const { choice, optedIn } = interaction.facts
  if (interaction.purpose === 'account') return false
  return (!!optedIn && step.skippable && step.reason !== 'another') || (!!choice && (step.reason === 'another' || !onlyOne(step)))
}

/** Whether the page of one factor stands where a list would: choosing it was nobody's step. */
export const onlyOne = (step: Setup['step']): boolean => step.allowed.filter((o) => !o.bound).length === 1

/** `backup-codes` is a page of its own in contracts/instance.md §4. */
const pageId = (factor: FactorType): string => (factors[factor].spare ? 'backup-codes' : `mfa-setup:${wireName(factor)}`)

function addPage(c: Setup, factor: FactorType, desk: Desk): Screen {
  const { t } = desk
  const { address } = factors[factor]
  const { title, hint } = called(desk, factor)
  return {
    id: pageId(factor),
    title: address ? t.setup.add[address] : t.setup.addOther(title),
    lead: [address ? t.setup.addLead[address] : hint],
    ...(hasBack(c) && { back: t.common.back }),
    body: {
      kind: 'form',
      fields: address ? [addressField(c, address, desk)] : [],
      primary: button('continue', address ? t.setup.sendCode : t.common.continue),
      ...knownButton(c, factor, desk),
      links: [
        ...skipLinks(c, t.common.notNow),
        ...(c.interaction.purpose === 'account' ? [button('cancel', t.common.back)] : leaveLinks(c, desk)),
      ],
      ...(address === 'phone' && { fine: t.setup.rates }),
    },
  }
}

/** The number on file may still be taken with one click on the page of its factor. */
function knownButton(c: Setup, factor: FactorType, desk: Desk): { known?: ActionView } {
  const known = knownOffer(c)
  return known?.factor === factor
    ? { known: { ...button('use-known', desk.t.setup.takeKnown(isolated(desk, known.masked))), factor: wireName(factor) } }
    : {}
}

function addressField(c: Setup, kind: 'phone' | 'email', desk: Desk): FieldView {
  const { t, notice } = desk
  const onFile = c.interaction.facts.profile[kind] ?? c.subject.profile[kind]
  const value = notice?.values[kind] ?? (c.interaction.purpose === 'account' ? undefined : onFile)
  const base = { name: kind, label: t.kinds[kind], ...(value && { value }) }
  if (kind === 'email') return { ...base, type: 'email', autoComplete: 'email', inputMode: 'email' }
  const chosen = notice?.values.country ?? c.policy.defaultCountry
  return {
    ...base,
    type: 'tel',
    autoComplete: 'tel',
    countries: {
      label: t.common.country,
      value: chosen,
      options: countries(desk.languages[0] ?? t.language.tag, desk.settings.countries),
    },
  }
}

function confirmPage(c: Setup, desk: Desk): Screen {
  const { t } = desk
  const challenge = c.step.challenge!
  const { address } = factors[challenge.factor]
  const { title, hint } = called(desk, challenge.factor)
  const links = [...(address ? [button('back', t.code.otherAddress[address])] : []), ...skipLinks(c, t.common.notNow)]
  const spare = challenge.prompt.shape === 'codes-list'
  const shape = shapeOf(challenge.prompt)
  return {
    id: pageId(challenge.factor),
    title: address ? t.code.confirm[address] : (t.setup.byShape[shape]?.title ?? t.setup.addOther(title)),
    ...spoken(challenge, desk),
    lead: address ? sentLead(c, challenge, desk) : [t.setup.byShape[shape]?.lead ?? hint],
    ...((c.interaction.purpose === 'account' || address || hasBack(c)) && { back: t.common.back }),
    body: answerBody(c, challenge, desk, links, spare ? t.common.continue : t.code.turnOn),
  }
}
