/** The shapes of contracts/nauth.md as its client reads them. */

export type Method = 'sms' | 'email' | 'totp' | 'passkey' | 'backup'
export type ChallengeName = 'VERIFY_EMAIL' | 'VERIFY_PHONE' | 'MFA_REQUIRED' | 'MFA_SETUP_REQUIRED' | 'FORCE_CHANGE_PASSWORD'

export type SendState = {
  codeSent: boolean
  codeLength?: number
  expiresIn: number
  resendAt: string
  /** seconds */
  retryAfter: number
  deliveryError?: boolean
}

export type ChallengeParameters = Partial<SendState> & {
  email?: string
  phone?: string
  destination?: string
  codeDeliveryDestination?: string
  deliveryMedium?: 'SMS' | 'EMAIL'
  maskedPhone?: string
  maskedEmail?: string
  requiresPhoneCollection?: 'true'
  instructions?: string
  availableMethods?: Method[]
  allowedMethods?: Method[]
  preferredMethod?: Method
  devices?: { id: number; uid: string; name: string; type: Method }[]
  preferredDeviceId?: number
  methodLocks?: Partial<Record<Method, { retryAfter: number }>>
}

export type AuthUser = {
  sub: string
  email: string | null
  phone: string | null
  username?: string | null
  firstName: string | null
  lastName: string | null
  isEmailVerified: boolean
  isPhoneVerified: boolean
  socialProviders: string[]
  hasPasswordHash: boolean
  timezone: string | null
  locale: string | null
  mfaEnabled?: boolean
  pendingEmail?: string
  pendingPhone?: string
  verification?: Challenge
}

export type Challenge = { challengeName: ChallengeName; session: string; challengeParameters: ChallengeParameters }

/** Tokens or a challenge: never both. */
export type AuthResponse = Partial<Challenge> & {
  accessToken?: string
  refreshToken?: string
  /** unix seconds */
  accessTokenExpiresAt?: number
  refreshTokenExpiresAt?: number
  authMethod?: string
  trusted?: boolean
  sub?: string
  userSub?: string
  user?: AuthUser
  deviceToken?: string
}

export type TokenResponse = Pick<AuthResponse, 'accessToken' | 'refreshToken'> & {
  accessTokenExpiresAt: number
  refreshTokenExpiresAt: number
}

export type Answer =
  | { type: 'VERIFY_EMAIL'; code: string }
  | { type: 'VERIFY_PHONE'; code: string }
  | { type: 'VERIFY_PHONE'; phone: string }
  | { type: 'MFA_REQUIRED'; method: Method; code: string; deviceId?: number; password?: string }
  | { type: 'MFA_REQUIRED'; method: 'passkey'; credential: object }
  | { type: 'MFA_REQUIRED'; method: 'password'; password: string }
  | { type: 'MFA_SETUP_REQUIRED'; method: Method; setupData: object }
  | { type: 'FORCE_CHANGE_PASSWORD'; newPassword: string }

export type SetupData = Partial<SendState> & {
  autoCompleted?: true
  deviceId?: number
  maskedPhone?: string
  maskedEmail?: string
  destination?: string
  deliveryMedium?: 'SMS' | 'EMAIL'
  secret?: string
  qrCode?: string
  otpauthUrl?: string
  /** of a passkey, as in the creation options */
  challenge?: string
  options?: object
}

export type Resent = SendState & { destination: string; deliveryMedium: 'SMS' | 'EMAIL' }
export type ChallengeData = Partial<Resent> & { challengeData: string | { challenge: string; options: object } }

export type MfaStatus = {
  enabled: boolean
  required: boolean
  configuredMethods: Method[]
  methods: Method[]
  availableMethods: Method[]
  hasBackupCodes: boolean
  mfaExempt: boolean
  enforcement: 'OPTIONAL' | 'REQUIRED' | 'ADAPTIVE'
  gracePeriod: number
  rememberDevices: 'never' | 'always' | 'user_opt_in'
  rememberDeviceDays: number
  bypassMFAForTrustedDevices: boolean
  preferredMethod?: Method
}

export type MfaDevice = { id: number; uid: string; type: Method; name: string; isPreferred: boolean; isActive: boolean }
export type TrustedDevice = { id: number; uid: string; deviceName: string; trustedUntil: string }
export type SessionRow = { sessionId: string; isCurrent: boolean; authMethod: string; isTrustedDevice: boolean }
export type AuditPage = {
  data: { id: string | number; eventType: string; eventStatus: string; createdAt: string }[]
  total: number
  page: number
  limit: number
  totalPages: number
}
export type AuditQuery = { page?: number; limit?: number; eventTypes?: string[]; eventStatus?: string }
export type Done = { success: true }
