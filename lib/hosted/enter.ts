import type { Ctx } from '@/lib/core/ctx'
import { type FactorType, factors } from '@/lib/factors'
import { advance } from '@/lib/flows/advance'
import type { Current } from '@/lib/flows/types'
import { permissionAddress } from '@/lib/interaction/enroll'
import { onboarding } from './present-setup'

/**
 * What this dialect does by itself when a post arrives somewhere new: ask for the code that is the only way on, and begin with the
 * factor this person prefers (contracts/logto.md §3, F1 to F4). A refusal here leaves the person on the page that offers the choice.
 * @param before where the post came from; null when it opened the interaction
 */
export async function enter(ctx: Ctx, before: Current | null, now: Current): Promise<Current> {
  const identified = before
    ? before.step.step === 'identify' || before.step.step === 'authenticate'
    : now.interaction.purpose === 'account'
  if (identified && onlyByCode(now)) return enter(ctx, now, await advance(ctx, now.token, { do: 'send-code' }))
  const unasked = toSetUp(now)
  if (unasked) return advance(ctx, now.token, { do: 'enroll', factor: unasked, input: {} })
  const option =
    now.step.step === 'choose-factor' && arrivedAtGate(before, now) ? preferred(now.step.options, ctx.now()) : undefined
  return option ? advance(ctx, now.token, { do: 'begin', authenticatorId: option.authenticatorId }) : now
}

/** What needs nothing typed to begin is on the page at once: the picture to scan, the button for the passkey, the list to save. */
function toSetUp(c: Current): FactorType | undefined {
  if (c.step.step !== 'enroll' || c.step.challenge || onboarding({ ...c, step: c.step })) return undefined
  const { factor } = c.step
  // where that first takes a code to an address on file, the person presses the button that sends it
  if (!factor || factors[factor].address || permissionAddress(c.interaction, c.subject, c.policy, undefined)) return undefined
  return factor
}

const onlyByCode = ({ step }: Current): boolean =>
  step.step === 'authenticate' && !step.methods.includes('password') && step.methods.includes('code')

/** Once: coming back to the list, or asking for it, sends nothing. */
function arrivedAtGate(before: Current | null, now: Current): boolean {
  if (!before) return true
  const atGate =
    before.step.step === 'choose-factor' || (before.step.step === 'answer' && before.step.challenge.mode === 'verify')
  return !atGate || now.interaction.facts.evidence.length > before.interaction.facts.evidence.length
}

/** Options come in order of preference; one that is paused is not begun for somebody. */
const preferred = <O extends { lockedUntil: number | null }>(options: O[], now: number): O | undefined =>
  options.find((o) => !o.lockedUntil || o.lockedUntil <= now)
