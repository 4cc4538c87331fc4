import { OutboundError } from '@/lib/core/fetch-outbound'
import { type ProviderDetail, SendFailure, type SendTools } from './types'

export type Failure = SendFailure['outcome']

/** HTTP status → outcome, where the provider's own code says nothing better (contracts/logto.md §4). */
export function outcomeOfStatus(status: number): Failure {
  if (status === 429) return 'throttled'
  // a 2xx lands here only when it could not be read: the message may be on its way
  if (status >= 500 || status < 300) return 'ambiguous'
  return 'config'
}

/** How long a throttled connector rests, in whole seconds: what the provider asks, 30 without a word, 300 at most. */
export function retryAfter(headers: Headers, now: number): number {
  const asked = headers.get('retry-after') ?? ''
  const seconds = /^\d+$/.test(asked) ? Number(asked) : (Date.parse(asked) - now) / 1000
  return Number.isFinite(seconds) ? Math.min(300, Math.max(1, Math.ceil(seconds))) : 30
}

/** What an answer of an operator's own host may tell: its number, and how long to wait. Nothing of the body. */
export function bareDetail(response: Response, now: number): ProviderDetail {
  return { httpStatus: response.status, ...(response.status === 429 && { retryAfter: retryAfter(response.headers, now) }) }
}

/** A fault of the exchange in the words of a send. Anything but an outbound error was thrown before a byte left: unusable settings. */
export function failureOf(error: unknown): SendFailure {
  if (error instanceof SendFailure) return error
  if (error instanceof OutboundError) return new SendFailure(error.sent ? 'ambiguous' : 'unreachable', {}, { cause: error })
  return new SendFailure('config', {}, { cause: error })
}

/** One exchange through the tools' door. @throws SendFailure unreachable, ambiguous or config when there was no answer */
export async function exchange(tools: SendTools, url: string, init: RequestInit): Promise<Response> {
  try {
    return await tools.fetch(url, { ...init, signal: tools.signal })
  } catch (error) {
    throw failureOf(error)
  }
}
