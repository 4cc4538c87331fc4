import type { ApplicationView } from '@/lib/admin/applications'

/** Kinds of application, as people choose them. */
export const types: { value: ApplicationView['type']; label: string; hint: string }[] = [
  { value: 'Traditional', label: 'Web app with a server', hint: 'Next.js, Express, Rails. It can keep a secret.' },
  { value: 'SPA', label: 'Single-page app', hint: 'Runs in the browser alone. PKCE instead of a secret.' },
  { value: 'Native', label: 'Mobile or desktop app', hint: 'PKCE and an app scheme or localhost.' },
  { value: 'MachineToMachine', label: 'Machine', hint: 'A server that calls the management API without a person.' },
  { value: 'FirstParty', label: 'Our own server', hint: 'Uses the sign-in APIs directly, with an API key.' },
]

export const typeName = (type: string): string => types.find(({ value }) => value === type)?.label ?? type

export const confidential = (type: string): boolean => type !== 'SPA' && type !== 'Native'
