import { AppError } from '@/lib/core/errors'
import { mask } from '@/lib/core/mask'
import { type FactorType, factors } from '@/lib/factors'
import { advance } from '@/lib/flows/advance'
import type { Current } from '@/lib/flows/types'
import type { Challenge } from '@/lib/interaction/types'
import { qrPng } from '../direct/qr-png'
import type { Call } from './call'
import { sendState, whereTo } from './challenge'
import { refuseField } from './wire'

/** Setting a factor up, during a sign-in and in a session: shapes of contracts/nauth.md §9. */
export type SetupData = Record<string, unknown>
export type Wish = { phoneNumber?: string | undefined; deviceName?: string | undefined }

const fours = (text: string) => text.replace(/(.{4})(?=.)/g, '$1 ')

export function setupDataOf(at: Current, c: Challenge, sent: boolean): SetupData {
  const { prompt, address } = c
  if (address) {
    const masked = mask(address.kind, address.value)
    return {
      [address.kind === 'phone' ? 'maskedPhone' : 'maskedEmail']: masked,
      ...whereTo(masked, address.kind, c),
      ...sendState(at.subject.now, c, { sent }),
    }
  }
  if (prompt.shape === 'qr-code') {
    const { secret, uri } = prompt
    const label = decodeURIComponent(new URL(uri).pathname.replace(/^\/+/, ''))
    return {
      secret,
      qrCode: qrPng(uri),
      manualEntryKey: fours(secret),
      issuer: new URL(uri).searchParams.get('issuer') ?? '',
      accountName: label.includes(':') ? label.slice(label.indexOf(':') + 1).trim() : label,
      otpauthUrl: uri,
    }
  }
  if (prompt.shape === 'passkey') return { ...(prompt.options as object), options: prompt.options }
  throw new AppError('interaction.wrong_step')
}

const enrolling = ({ step }: Current, factor: FactorType): Challenge | undefined =>
  step.step === 'enroll' && step.challenge?.factor === factor ? step.challenge : undefined

/** The number is needed and none is there, or it is none. */
function namePhone(error: unknown, given: string | undefined): never {
  if (error instanceof AppError && error.code === 'identifier.invalid' && error.data.kind === 'phone' && !given)
    throw new AppError('user.missing_profile', { missingProfile: ['phone'] })
  throw error
}

/**
 * Begins with a factor, or goes on with it: inside the cool-down nothing is sent and the code that is out stays good.
 * @param ref the interaction, by its token or from inside
 */
export async function beginSetup(
  call: Call,
  ref: string | { id: string },
  at: Current,
  factor: FactorType,
  wish: Wish,
): Promise<SetupData> {
  const { ctx } = call
  const phone = factors[factor].address === 'phone' ? wish.phoneNumber : undefined
  const before = enrolling(at, factor)
  const begun = await advance(ctx, ref, { do: 'enroll', factor, input: phone ? { address: phone } : {} }).catch((error) =>
    namePhone(error, phone),
  )
  const c = enrolling(begun, factor)
  if (!c) throw new AppError('interaction.wrong_step')
  if (!c.address || c.id !== before?.id) return setupDataOf(begun, c, true)
  if (c.resendAt > ctx.now()) return setupDataOf(begun, c, false)
  const again = await advance(ctx, ref, { do: 'resend' }).catch((error) => {
    if (error instanceof AppError && error.code.startsWith('connector.')) return null
    throw error
  })
  return again ? setupDataOf(again, enrolling(again, factor) ?? c, true) : setupDataOf(begun, c, false)
}

export type SetupAnswer = {
  code?: string
  secret?: string
  credential?: unknown
  expectedChallenge?: string
  phoneNumber?: string
}

/** What was set up is the server's word; a client may repeat it, never choose it. @throws request.invalid, session.mfa.pending_info_not_found */
export function answerFor(at: Current, factor: FactorType, given: SetupAnswer): Record<string, unknown> {
  const c = enrolling(at, factor)
  if (!c) throw new AppError('session.mfa.pending_info_not_found')
  const { prompt } = c
  if (prompt.shape === 'qr-code' && given.secret !== undefined && given.secret.replace(/\s/g, '') !== prompt.secret)
    refuseField('setupData.secret', 'This is not the secret that was given.')
  if (prompt.shape === 'passkey') {
    const { challenge } = prompt.options as { challenge: string }
    if (given.expectedChallenge !== undefined && given.expectedChallenge !== challenge)
      refuseField('setupData.expectedChallenge', 'This is not the challenge that was given.')
    return { credential: given.credential ?? given }
  }
  if (given.phoneNumber !== undefined && c.address && given.phoneNumber.replace(/[^\d+]/g, '') !== c.address.value)
    refuseField('setupData.phoneNumber', 'The code went to another number.')
  return { code: given.code ?? refuseField('setupData.code', 'Enter the code.') }
}
