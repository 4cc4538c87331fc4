import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sampleMessage } from '@/lib/connectors/samples'
import { connector, SendFailure } from '@/lib/connectors/types'
import { systemCtx } from '@/lib/core/ctx'
import { attempt } from './attempt'
import { callbackUrl, isCallbackToken } from './callback'
import { carriers } from './testing'

const line = (send: () => Promise<{ providerId: string | null }>, config: Record<string, unknown> = {}) => {
  const shape = z.object({ secret: z.string().optional().meta({ secret: true }) })
  const entry = connector({
    id: 'x',
    name: 'X',
    description: '',
    channels: ['sms'],
    docs: '',
    destination: [],
    config: shape,
    send,
  })
  return { id: 'row-1', factoryId: 'x', channel: 'sms', config, entry }
}
const run = (target: ReturnType<typeof line>) => attempt(systemCtx(), target, sampleMessage(), 5_000, carriers({}).tools)

describe('one attempt', () => {
  it('repeats neither code nor number nor any other long number of what the carrier says', async () => {
    const words = 'Code 847261 for +39123456789 (39123456789, account 12345678) refused, see 21211'
    const { outcome, detail } = await run(
      line(() => Promise.reject(new SendFailure('recipient', { message: words, code: '21211' }))),
    )
    expect(outcome).toBe('recipient')
    expect(detail).toEqual({ code: '21211', message: 'Code *** for *** (***, account ***) refused, see 21211' })
  })

  it('ends as unusable settings when a secret cannot be opened, and sends nothing', async () => {
    let asked = false
    const target = line(
      async () => {
        asked = true
        return { providerId: null }
      },
      { secret: 'not sealed' },
    )
    expect((await run(target)).outcome).toBe('config')
    expect(asked).toBe(false)
  })
})

describe('the address for delivery reports', () => {
  it('is known by its token, and one connector’s is not another’s', () => {
    const token = new URL(callbackUrl('row-1')).searchParams.get('t') ?? ''
    expect(isCallbackToken('row-1', token)).toBe(true)
    expect(isCallbackToken('row-2', token)).toBe(false)
    expect(isCallbackToken('row-1', '')).toBe(false)
  })
})
