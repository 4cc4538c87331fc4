import type {
  Answer,
  AuditPage,
  AuditQuery,
  AuthResponse,
  AuthUser,
  Challenge,
  ChallengeData,
  Done,
  Method,
  MfaDevice,
  MfaStatus,
  Resent,
  SessionRow,
  SetupData,
  TokenResponse,
  TrustedDevice,
} from './nauth-types'

/**
 * A client written from the contract alone (contracts/nauth.md): what it sends, what it reads, where it throws, and that it
 * refreshes once when the access token is over. The same text runs in browsers, where cookies hold the tokens.
 */

export type NauthStore = { accessToken?: string | undefined; refreshToken?: string | undefined; deviceToken?: string | undefined }
export type NauthOptions = {
  /** where the instance is, without a path */
  baseUrl: string
  tokenDelivery?: 'json' | 'cookies'
  fetch?: (url: string, init: RequestInit) => Promise<Response>
  headers?: Record<string, string>
  /** tabs of one browser share one */
  store?: NauthStore
}

type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE'
type ErrorBody = { code: string; message: string; details?: Record<string, unknown>; timestamp: string }

/** Every refusal, with the words of §2. */
export class NauthClientError extends Error {
  readonly code: string
  readonly details: Record<string, unknown>
  readonly timestamp: string
  constructor(
    readonly statusCode: number,
    body: ErrorBody,
  ) {
    super(body.message)
    this.name = 'NauthClientError'
    this.code = body.code
    this.details = body.details ?? {}
    this.timestamp = body.timestamp
  }
}

/** Where the code of a challenge went, as people may see it; null where nothing was sent. */
export function getMaskedDestination({ challengeName, challengeParameters: p = {} }: Partial<Challenge>): string | null {
  if (challengeName === 'VERIFY_EMAIL' || challengeName === 'VERIFY_PHONE') return p.codeDeliveryDestination ?? null
  if (challengeName !== 'MFA_REQUIRED') return null
  if (p.preferredMethod === 'sms') return p.maskedPhone ?? null
  return p.preferredMethod === 'email' ? (p.maskedEmail ?? null) : null
}

const query = (fields: object): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(fields))
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) search.append(name, String(one))
  return search.size ? `?${search}` : ''
}

/** The readable cookie, where the page shares its host with the instance. */
const csrfCookie = (): string | undefined =>
  typeof document === 'undefined' ? undefined : /(?:^|; )nauth_csrf_token=([^;]*)/.exec(document.cookie)?.[1]

async function read<T>(response: Response): Promise<T> {
  const text = await response.text()
  if (!text) throw new Error(`${response.url} answered ${response.status} with nothing`)
  const body: unknown = JSON.parse(text)
  if (!response.ok) throw new NauthClientError(response.status, body as ErrorBody)
  return body as T
}

/** One request and its answer, with what each delivery sends along. */
function transport({ baseUrl, tokenDelivery = 'json', headers: always = {}, ...options }: NauthOptions) {
  const send = options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init))
  const store = options.store ?? {}
  const json = tokenDelivery === 'json'
  let csrf: string | undefined

  const headersFor = (verb: Verb, bearer: boolean): Record<string, string> => {
    const token = csrfCookie() ?? csrf
    return {
      'content-type': 'application/json',
      ...(json && bearer && store.accessToken && { authorization: `Bearer ${store.accessToken}` }),
      ...(json && store.deviceToken && { 'x-device-token': store.deviceToken }),
      ...(!json && verb !== 'GET' && token && { 'x-csrf-token': token }),
      ...always,
    }
  }
  /** Keeps what an answer gives; in cookies mode the browser does. */
  function keep(body: Partial<NauthStore>): void {
    if (!json) return
    for (const name of ['accessToken', 'refreshToken', 'deviceToken'] as const) if (body[name]) store[name] = body[name]
  }
  async function call<T>(verb: Verb, path: string, body?: object, bearer = true): Promise<T> {
    const response = await send(`${baseUrl}/auth${path}`, {
      method: verb,
      headers: headersFor(verb, bearer),
      ...(!json && { credentials: 'include' }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    csrf = response.headers.get('x-csrf-token') ?? csrf
    const answer = await read<T & Partial<NauthStore>>(response)
    keep(answer)
    return answer
  }
  return { call, store, json }
}

export function nauthClient(options: NauthOptions) {
  const { call, store, json } = transport(options)
  const open = <T>(path: string, body: object) => call<T>('POST', path, body, false)
  const forget = () => {
    store.accessToken = undefined
    store.refreshToken = undefined
  }

  let refreshing: Promise<TokenResponse> | undefined
  /** However many calls want one, one goes out. */
  function refreshTokens(): Promise<TokenResponse> {
    refreshing ??= open<TokenResponse>('/refresh', json ? { refreshToken: store.refreshToken } : {})
      .catch((error: unknown) => {
        forget()
        throw error
      })
      .finally(() => {
        refreshing = undefined
      })
    return refreshing
  }
  /** A call of somebody signed in: where the access token is over it gets another, once, and asks again. */
  async function signed<T>(verb: Verb, path: string, body?: object): Promise<T> {
    const { accessToken } = store
    try {
      return await call<T>(verb, path, body)
    } catch (error) {
      if (!(error instanceof NauthClientError) || error.code !== 'AUTH_TOKEN_EXPIRED') throw error
      // another call may have renewed it meanwhile
      if (!json || store.accessToken === accessToken) await refreshTokens()
      return call<T>(verb, path, body)
    }
  }
  const ended = async <T>(leaving: Promise<T>): Promise<T> => {
    const answer = await leaving
    forget()
    return answer
  }

  const signIn = {
    login: (identifier: string, password: string) => open<AuthResponse>('/login', { identifier, password }),
    signup: (given: { email: string; password: string; [more: string]: unknown }) => open<AuthResponse>('/signup', given),
    respondToChallenge: (session: string, answer: Answer) => open<AuthResponse>('/respond-challenge', { session, ...answer }),
    resendCode: (session: string) => open<Resent>('/challenge/resend', { session }),
    getSetupData: (session: string, method: Method, setupData?: { phoneNumber?: string; deviceName?: string }) =>
      open<{ setupData: SetupData }>('/challenge/setup-data', { session, method, ...(setupData && { setupData }) }),
    getChallengeData: (session: string, method: Method) => open<ChallengeData>('/challenge/challenge-data', { session, method }),
    getMaskedDestination,
    forgotPassword: (identifier: string) =>
      open<Done & { destination?: string; deliveryMedium?: string; expiresIn: number }>('/forgot-password', { identifier }),
    confirmForgotPassword: (identifier: string, code: string, newPassword: string) =>
      open<Done & { mustChangePassword: boolean }>('/forgot-password/confirm', { identifier, code, newPassword }),
  }
  const session = {
    refreshTokens,
    logout: (forgetMe?: boolean) => ended(signed<Done>('GET', `/logout${query({ forgetMe })}`)),
    logoutAll: (forgetDevices?: boolean) =>
      ended(signed<Done & { revokedCount: number }>('POST', '/logout/all', forgetDevices ? { forgetDevices } : {})),
    getSessions: () => signed<{ sessions: SessionRow[] }>('GET', '/sessions'),
    revokeSession: (id: string) => signed<Done & { wasCurrentSession: boolean }>('DELETE', `/sessions/${id}`),
    trustDevice: () => signed<{ trusted: true; deviceToken?: string }>('POST', '/trust-device', {}),
    isTrustedDevice: () => signed<{ trusted: boolean }>('GET', '/is-trusted-device'),
    getTrustedDevices: () => signed<{ trustedDevices: TrustedDevice[] }>('GET', '/trusted-devices'),
    revokeTrustedDevices: () => signed<{ revokedCount: number }>('DELETE', '/trusted-devices'),
    revokeTrustedDevice: (id: number | string) => signed<Done>('DELETE', `/trusted-devices/${id}`),
    getAuditHistory: (asked: AuditQuery = {}) => signed<AuditPage>('GET', `/audit/history${query(asked)}`),
  }
  const mfa = {
    getMfaStatus: () => signed<MfaStatus>('GET', '/mfa/status'),
    getAvailableMethods: () => signed<{ availableMethods: Method[] }>('GET', '/mfa/available-methods'),
    setupMfa: (methodName: Method, setupData?: { phoneNumber?: string; deviceName?: string }) =>
      signed<{ setupData: SetupData }>('POST', '/mfa/setup-data', { methodName, ...(setupData && { setupData }) }),
    verifyMfaSetup: (methodName: Method, setupData: object, deviceName?: string) =>
      signed<{ deviceId: number; uid: string }>('POST', '/mfa/verify-setup', {
        methodName,
        setupData,
        ...(deviceName && { deviceName }),
      }),
    getMfaDevices: () => signed<{ devices: MfaDevice[] }>('GET', '/mfa/devices'),
    setPreferredDevice: (id: number | string) => signed<Done & { message: string }>('POST', `/mfa/devices/${id}/preferred`, {}),
    removeMfaDevice: (id: number | string) =>
      signed<Done & { removedDeviceId: number; removedMethod: Method; mfaDisabled: boolean }>('DELETE', `/mfa/devices/${id}`),
    generateBackupCodes: () => signed<{ codes: string[] }>('POST', '/mfa/backup-codes/generate', {}),
  }
  const account = {
    getProfile: () => signed<AuthUser>('GET', '/profile'),
    updateProfile: (changes: Record<string, unknown>) => signed<AuthUser>('PUT', '/profile', changes),
    changePassword: (oldPassword: string, newPassword: string) =>
      signed<Done>('POST', '/change-password', { oldPassword, newPassword }),
  }
  return { store, ...signIn, ...session, ...mfa, ...account }
}
export type NauthClient = ReturnType<typeof nauthClient>
