import type { Policy, Subject } from '@/lib/interaction/types'

/**
 * The house's policy as it holds for one person (contracts/logto.md §2): an administrator's demand wins, then a running exemption,
 * which never beats an assurance that is asked for and never holds for people of the console.
 */
export function forPerson(p: Policy, s: Pick<Subject, 'override' | 'now' | 'role'>): Policy {
  const { override } = s
  if (override?.policy === 'Mandatory') {
    const graceFrom = Math.max(p.mfa.graceFrom ?? 0, p.mfa.policy === 'Mandatory' ? 0 : override.at)
    return { ...p, mfa: { ...p.mfa, policy: 'Mandatory', graceFrom } }
  }
  const exempt = override?.policy === 'Exempt' && s.now < override.until && !s.role && !p.requiredAcr
  return exempt ? { ...p, mfa: { ...p.mfa, exempt: true } } : p
}
