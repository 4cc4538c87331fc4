/** What a message is for (contracts/logto.md §5). */
export const codeUsages = [
  'SignIn',
  'Register',
  'ForgotPassword',
  'Generic',
  'UserPermissionValidation',
  'BindNewIdentifier',
  'MfaVerification',
  'BindMfa',
] as const
export const noticeUsages = [
  'NewDeviceNotice',
  'FactorAddedNotice',
  'FactorRemovedNotice',
  'PasswordChangedNotice',
  'AccountExistsNotice',
  'ContactChangedNotice',
  'BackupCodeUsedNotice',
  'AccountLockedNotice',
  'SessionEndedNotice',
  'AccountDeletedNotice',
] as const
/** Accepted so that an export of another product can be imported; nothing is ever sent with it. */
export const unusedUsage = 'OrganizationInvitation'

export type CodeUsage = (typeof codeUsages)[number]
export type NoticeUsage = (typeof noticeUsages)[number]
export type Usage = CodeUsage | NoticeUsage

const all: (Usage | typeof unusedUsage)[] = [...codeUsages, ...noticeUsages, unusedUsage]

/** The canonical name, or null. `BindMFA` is an alias. */
export const usageOf = (name: string): Usage | typeof unusedUsage | null =>
  name === 'BindMFA' ? 'BindMfa' : (all.find((usage) => usage === name) ?? null)

export const isCodeUsage = (name: string): name is CodeUsage => codeUsages.some((usage) => usage === name)
export const isNotice = (name: string): name is NoticeUsage => noticeUsages.some((usage) => usage === name)

const everywhere = [
  'appName',
  'application.name',
  'supportUrl',
  'domain',
  'user.name',
  'user.username',
  'maskedTarget',
  'locale',
  'requestId',
] as const
const inCodes = ['code', 'expiresInMinutes'] as const
const inNotices = ['device', 'location', 'time', 'factorLabel'] as const
export type Variable = (typeof everywhere)[number] | (typeof inCodes)[number] | (typeof inNotices)[number]

export const variables: readonly Variable[] = [...inCodes, ...everywhere, ...inNotices]
const aliases: Record<string, Variable> = { app: 'appName', minutes: 'expiresInMinutes' }

/** The variable that a name in braces means, alias or not; null for one that does not exist. */
export const variableOf = (name: string): Variable | null => aliases[name] ?? variables.find((known) => known === name) ?? null

/** What a text of this usage may speak of. */
export const variablesOf = (usage: Usage): readonly Variable[] =>
  isNotice(usage) ? [...everywhere, ...inNotices] : [...inCodes, ...everywhere]
