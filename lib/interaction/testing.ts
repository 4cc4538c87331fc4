import { nobodyAt } from './nobody'
import type { Evidence, Interaction, Policy, Row, Subject, Traits } from './types'

/** Builders for tests of the rules: everything ordinary unless said otherwise. */
const traits = (
  role: Traits['role'],
  strength: Traits['strength'],
  rank: number,
  amr: string,
  address?: 'phone' | 'email',
): Traits => ({ role, strength, rank, perUser: 5, amr: [amr], ...(address && { address }) })

export const factorTraits: Policy['factors'] = {
  password: traits('first', 1, 100, 'pwd'),
  passkey: { ...traits('second', 3, 10, 'pop'), together: true },
  totp: traits('second', 2, 20, 'otp'),
  sms: traits('either', 2, 30, 'sms', 'phone'),
  email: traits('either', 1, 40, 'email', 'email'),
  'backup-codes': { ...traits('second', 2, 90, 'backup_code'), perUser: 1, spare: true },
}

export function aPolicy(mfa: Partial<Policy['mfa']> = {}, rest: Partial<Policy> = {}): Policy {
  const factors = mfa.factors ?? ['sms']
  return {
    factors: factorTraits,
    signUp: { enabled: true, identifiers: ['email'], password: true, verify: true, secondary: [] },
    signIn: {
      enabled: true,
      methods: [
        { kind: 'email', password: true, code: false, passkey: false },
        { kind: 'phone', password: true, code: false, passkey: false },
      ],
    },
    passkey: { enabled: false, button: false, autofill: false },
    forgot: ['email', 'phone'],
    mfa: {
      factors,
      enabled: factors,
      elsewhere: { factors: [], enabled: [] },
      policy: 'Mandatory',
      adaptive: false,
      graceFrom: null,
      autoEnroll: { phone: 'on', email: 'on' },
      graceDays: 0,
      promptAgainAfterDays: null,
      distinctChannel: 'enforce',
      emailSatisfiesAcr: false,
      ...mfa,
    },
    trustedDevice: { enabled: true, always: false, days: 30 },
    requiredAcr: null,
    code: { length: 6, ttl: 300, attempts: 5 },
    defaultCountry: 'US',
    deliveries: [],
    ...rest,
  }
}

export const now = Date.UTC(2026, 0, 1)
export const aPerson = (rest: Partial<Subject> = {}): Subject => ({
  ...nobodyAt(now),
  userId: 'u1',
  hasPassword: true,
  passwordDue: false,
  createdAt: now - 1e9,
  profile: { email: 'jane@example.com' },
  ...rest,
})

export const aRow = (type: Row['type'], rest: Partial<Row> = {}): Row => ({
  id: `${type}-1`,
  type,
  label: null,
  masked: '***',
  ...(type === 'email' && { address: { kind: 'email', value: 'jane@example.com' } }),
  ...(type === 'sms' && { address: { kind: 'phone', value: '+12125550101' } }),
  status: 'active',
  preferred: false,
  createdVia: 'AccountCenter',
  createdAt: now - 1000,
  verifiedAt: now - 1000,
  lastUsedAt: null,
  lockedUntil: null,
  ...rest,
})

export function anInteraction(facts: Partial<Interaction['facts']> = {}, rest: Partial<Interaction> = {}): Interaction {
  return {
    id: 'i1',
    version: 1,
    purpose: 'sign-in',
    applicationId: 'demo-app',
    userId: 'u1',
    attempts: 0,
    oidcUid: null,
    returnTo: null,
    expiresAt: now + 600_000,
    finishedAt: null,
    facts: {
      profile: {},
      evidence: [],
      challenges: [],
      skipped: [],
      bound: [],
      request: {},
      identifier: { kind: 'email', value: 'jane@example.com' },
      ...facts,
    },
    ...rest,
  }
}

export const pwd: Evidence = { factor: 'password', at: now }
export const smsRow: Evidence = {
  factor: 'sms',
  authenticatorId: 'sms-1',
  address: { kind: 'phone', value: '+12125550101' },
  at: now,
}
