import { contacts, permission } from './contacts'
import { another, enroll, offer, spare } from './enroll'
import { blocked, cancelled, consent, first, freshPassword, identify, profile } from './first'
import { proof, second } from './second'
import type { Interaction, Policy, Step, Subject } from './types'

/** The whole journey: the ladder of contracts/logto.md §6. The first rule that is not satisfied is the next step. */
const journey = [
  cancelled,
  identify,
  first,
  blocked,
  proof,
  second,
  freshPassword,
  contacts,
  profile,
  offer,
  enroll,
  permission,
  another,
  spare,
  consent,
]

/**
 * What is asked next: computed from facts, person and policy, never stored, so it can be neither wrong nor skipped.
 * Pure: the same arguments give the same step.
 */
export function next(i: Interaction, subject: Subject, policy: Policy): Step {
  for (const rule of journey) {
    const step = rule(i, subject, policy)
    if (step) return step
  }
  return { step: 'done', userId: i.userId ?? '', evidence: i.facts.evidence }
}
