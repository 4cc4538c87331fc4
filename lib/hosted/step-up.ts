import { systemCtx } from '@/lib/core/ctx'
import { type AppError, catalogue, type ErrorCode } from '@/lib/core/errors'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { backTo, framersOf, leaveStepUp, moveStepUp, type StepUpPlace, stepUpPlace, type Way } from '@/lib/flows/step-up/page'
import { asRefusal } from '@/lib/http/problem'
import { deskFor } from './at'
import { button, called, clock, type Desk, isolated, languageOf, type Query, type Screen } from './desk'
import { type Form, readForm } from './form'
import { noticeView } from './notice'
import { iconOf, wireName } from './present-second'
import { seeOther } from './reply'
import { answering } from './submit'
import type { NoticeView, View } from './view'

/** The page of a step-up (contracts/authsignal.md §15.6): everything is in its address, so it needs no cookie, also in a frame. */

const path = '/step-up'
const one = (query: Query, name: string): string => {
  const value = query[name]
  return typeof value === 'string' ? value : ''
}

export type StepUpPage = {
  view: View
  hidden: Record<string, string>
  /** told to the page that opened this one */
  popup: { origins: string[]; closed?: { token?: string }; failed?: { errorCode: string; statusCode: number } } | null
}

/** What the page shows. Reading it sends and uses up nothing. */
export async function stepUpPage(headers: Headers, query: Query): Promise<StepUpPage> {
  const ctx = ctxFromHeaders(headers)
  const [token, mode] = [one(query, 'token'), one(query, 'mode')]
  const desk = await deskFor(ctx)
  const left = query.left !== undefined
  const place: StepUpPlace = left ? { at: 'over' } : await stepUpPlace(ctx, token, one(query, 'ask') || undefined)
  const refused = noticeOf(desk, query)
  const screen = left ? ended('step-up-left', desk.t.issuer.outLead) : screenOf(desk, place, refused)
  const closed = left ? {} : place.at === 'done' ? { token } : undefined
  return {
    view: { ...screen, path, language: languageOf(desk), ...(refused && { notice: refused }) },
    hidden: {
      token,
      ...(mode && { mode }),
      ...(place.at === 'answer' || place.at === 'contact' ? { ask: methodAt(place) } : {}),
    },
    popup:
      mode === 'popup'
        ? {
            origins: await framersOf(ctx, token),
            ...(closed && { closed }),
            ...(refused && { failed: { errorCode: refused.code, statusCode: catalogue[refused.code as ErrorCode].status } }),
          }
        : null,
  }
}

const methodAt = (place: Extract<StepUpPlace, { at: 'answer' | 'contact' }>): string =>
  place.at === 'answer' ? place.running.method : place.way.method

/** A refusal on its way through the address: its code and its numbers, and nothing that was typed. */
function noticeOf(desk: Desk, query: Query): NoticeView | null {
  const code = one(query, 'error')
  if (!Object.hasOwn(catalogue, code)) return null
  const number = (name: string) => Number.parseInt(one(query, name), 10) || 0
  const data = { attemptsLeft: number('tries'), retryAfter: Math.max(1, number('retry')), kind: 'phone' }
  const notice = { code: code as ErrorCode, data, values: {}, ref: desk.reference, at: path }
  return noticeView(notice, desk.t, ['code', 'phone', 'email'], desk.t.kinds.phone)
}

/** Nothing is left to do here. */
const ended = (id: string, title: string, ...lead: string[]): Screen => ({
  id,
  title,
  lead,
  body: { kind: 'message', links: [] },
})

function screenOf(desk: Desk, place: StepUpPlace, refused: NoticeView | null): Screen {
  const { t } = desk
  const leave = button('cancel', t.choose.cancel)
  switch (place.at) {
    case 'over':
      return ended('expired', t.issuer.brokenIn, t.issuer.goneLead)
    case 'done':
      return ended('done', t.done.readyTitle, t.issuer.outLead)
    case 'closed':
      return { id: 'blocked', title: t.blocked.title, lead: [], body: { kind: 'message', primary: leave, links: [] } }
    case 'choose':
      return {
        id: 'mfa-verify-list',
        title: t.choose.title,
        lead: [t.choose.lead],
        body: { kind: 'list', rows: place.ways.map((way) => row(desk, way)), links: [leave] },
      }
    case 'contact':
      return contact(desk, place)
    case 'answer':
      return question(desk, place, refused)
    default:
      return place satisfies never
  }
}

function row(desk: Desk, way: Way) {
  const { title, hint } = called(desk, way.factor)
  return {
    ...button('select', way.method === 'WHATSAPP' ? 'WhatsApp' : title),
    name: 'ask',
    value: way.method,
    factor: wireName(way.factor),
    icon: iconOf(way.factor),
    detail: way.masked ? desk.t.choose.codeTo(isolated(desk, way.masked)) : hint,
  }
}

const ways = ({ t }: Desk, others: boolean) => [
  ...(others ? [button('try-another', t.code.another)] : []),
  button('cancel', t.choose.cancel),
]

function contact(desk: Desk, { way, others }: Extract<StepUpPlace, { at: 'contact' }>): Screen {
  const { t } = desk
  const kind = way.kind ?? 'phone'
  const field =
    kind === 'phone'
      ? ({ name: 'phone', type: 'tel', autoComplete: 'tel' } as const)
      : ({ name: 'email', type: 'email', autoComplete: 'email' } as const)
  return {
    id: `mfa-setup:${wireName(way.factor)}`,
    title: t.setup.add[kind],
    lead: [t.setup.addLead[kind]],
    body: {
      kind: 'form',
      fields: [{ ...field, label: t.kinds[kind] }],
      primary: button('continue', t.setup.sendCode),
      links: ways(desk, others),
      ...(kind === 'phone' && { fine: t.setup.rates }),
    },
  }
}

function question(desk: Desk, { running, others }: Extract<StepUpPlace, { at: 'answer' }>, refused: NoticeView | null): Screen {
  const { t, now } = desk
  const { kind, masked = '', length, resendAt, expiresAt, attemptsLeft } = running
  const whatsapp = running.method === 'WHATSAPP'
  const spent = attemptsLeft === 0 || refused?.code === 'verification_code.exceed_max_try'
  const sent = whatsapp ? t.code.sentByWhatsApp : t.code.sent
  const words = kind
    ? { title: t.code.title[whatsapp ? 'whatsapp' : kind], lead: [sent(length, isolated(desk, masked))] }
    : { title: t.code.byShape.code, lead: [t.code.leads.code] }
  return {
    id: `mfa-verify:${wireName(running.factor)}`,
    ...words,
    ...(kind === 'phone' && { spoken: { masked, text: t.code.ending([...masked.slice(-4)].join(' ')) } }),
    body: {
      kind: 'answer',
      prompt: { shape: 'code', label: t.fields.code, length, webOtp: kind === 'phone' && !whatsapp, autoSubmit: true },
      clocks: { now, resendAt, expiresAt, attemptsLeft },
      ...(!spent && { primary: button('continue', t.code.verify) }),
      ...(kind && { resend: resendWords(desk, resendAt, spent) }),
      links: ways(desk, others),
    },
  }
}

const resendWords = (desk: Desk, resendAt: number, spent: boolean) => ({
  none: spent ? '' : desk.t.code.none,
  label: spent ? desk.t.code.sendNew : desk.t.code.resend,
  waiting: desk.t.code.resendIn,
  ready: desk.t.code.resendNow,
  clock: resendAt > desk.now ? desk.t.code.resendAt(clock(desk, resendAt)) : '',
})

/** The one form of the page. It ends at the application's own page, or at this one. */
export async function stepUpForm(request: Request): Promise<Response> {
  const ctx = ctxFromHeaders(request.headers)
  return answering(ctx, async () => {
    const form = await readForm(request)
    const { token = '', mode = '', ask = '', action } = form
    const here = (more: Record<string, string>, under = token) =>
      seeOther({ to: `${path}?${new URLSearchParams({ token: under, ...(mode && { mode }), ...more })}`, cookies: [] })
    const away = (url: string | null, under: string, more: Record<string, string> = {}) =>
      url && mode !== 'popup' ? seeOther({ to: url, cookies: [] }) : here(more, under)
    if (action === 'cancel') {
      const left = await leaveStepUp(ctx, token)
      return left ? away(backTo(left.at, left.token), left.token, { left: '1' }) : here({ left: '1' })
    }
    if (action === 'try-another') return here({})
    try {
      const moved = await moveStepUp(ctx, token, { method: ask, ...given(form) })
      return moved.to === 'page' ? here({ ask: moved.method }) : away(backTo(moved.at, moved.accessToken), moved.accessToken)
    } catch (error) {
      return here({ ...(ask && { ask }), ...told(asRefusal(error, ctx)) })
    }
  })
}

/** An answer, or a contact; neither where only a code is asked for. */
function given({ action, code, phone, email }: Form) {
  if (action === 'resend') return {}
  const contact = phone ?? email
  return { ...(code !== undefined && { code }), ...(contact !== undefined && { contact }) }
}

const told = ({ code, data }: AppError): Record<string, string> => ({
  error: code,
  ...(typeof data.attemptsLeft === 'number' && { tries: String(data.attemptsLeft) }),
  ...(typeof data.retryAfter === 'number' && { retry: String(data.retryAfter) }),
})

/** Origins that may show the page in a frame: those of its token's application. With the database away, none. */
export async function stepUpFramers(url: string): Promise<string[]> {
  const token = new URL(url, 'http://self').searchParams.get('token') ?? ''
  return token ? framersOf(systemCtx(), token).catch(() => []) : []
}
