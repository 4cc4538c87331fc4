import { discoverable, factors } from '@/lib/factors'
import type { Begun, Prompt, World } from '@/lib/factors/types'
import { passkeyOffered } from '@/lib/interaction/first'
import { type State, stepOf } from './state'
import { worldOf } from './world'

/** The question a passkey may answer before anybody said who they are; the same for the whole interaction, so nothing is stored. */
export async function discovery(s: State, now: number): Promise<{ world: World; begun: Begun }> {
  const world = worldOf(s, now, { binding: 'discover' })
  return { world, begun: await factors[discoverable].discover!(world) }
}

/** That question, where this step takes it. */
export async function discoverPrompt(s: State, now: number): Promise<Prompt | undefined> {
  return passkeyOffered(s.interaction, s.policy, stepOf(s)) ? (await discovery(s, now)).begun.prompt : undefined
}
