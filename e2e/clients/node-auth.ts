/**
 * A client written from the contract alone (contracts/node-auth.md): what it sends, what it reads, and that it refreshes once when a
 * protected call is refused. `fetch` may be a browser's, a server's, or a mounted handler.
 */

export type NodeAuthOptions = {
  /** where the instance is, without a path */
  baseUrl: string
  apiPrefix?: string
  /** tokens in bodies and headers, as on phones; else cookies, as in browsers */
  mobile?: boolean
  /** of the page it runs in; phones and servers have none */
  origin?: string
  headers?: Record<string, string>
  fetch?: (request: Request) => Promise<Response>
}

export type NodeAuthAnswer = {
  /** false for a refusal; some answers of success do not say */
  success?: boolean
  error?: string
  code?: string
  message?: string
  attemptsRemaining?: number
  retryAfter?: number
  field?: string
  errors?: string[]
  requiresTwoFactor?: boolean
  requires2FASetup?: boolean
  tempToken?: string
  available2faMethods?: string[]
  continueUrl?: string
  accessToken?: string
  refreshToken?: string
  accessTokenExpiresAt?: number
  refreshTokenExpiresAt?: number
  expiresIn?: number
  destination?: string
  userId?: string
  secret?: string
  otpauthUrl?: string
  qrCode?: string
  verificationRequired?: boolean
  wasCurrentSession?: boolean
  sessions?: { sessionHandle: string; isCurrent: boolean; lastActive: string }[]
  linkedAccounts?: unknown[]
  status: number
  headers: Headers
  [more: string]: unknown
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
const protectedFrom = [401, 403]
/** Refusals that a fresh token would not change. */
const final = ['STEP_UP_REQUIRED', 'CSRF_INVALID', '2FA_SETUP_REQUIRED', 'FORBIDDEN', '2FA_REQUIRED', 'ACCOUNT_DELETION_DISABLED']

export function nodeAuthClient(options: NodeAuthOptions) {
  const { baseUrl, apiPrefix = '/node-auth', mobile = false, origin, headers: always = {} } = options
  const send = options.fetch ?? ((request: Request) => fetch(request))
  const jar = new Map<string, { value: string; path: string }>()
  const held = { accessToken: '', refreshToken: '' }
  /** everything that went out, for those who count */
  const sent: string[] = []

  const cookieFor = (path: string) =>
    [...jar].flatMap(([name, { value, path: under }]) => (path.startsWith(under) ? [`${name.split('@')[0]}=${value}`] : []))
  const csrf = () => [...jar].find(([name]) => name.startsWith('csrf-token@') || name.startsWith('__Host-csrf-token@'))?.[1].value

  function keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const path = /Path=([^;]+)/.exec(line)?.[1] ?? '/'
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      if (/Max-Age=0/.test(line)) jar.delete(`${name}@${path}`)
      else jar.set(`${name}@${path}`, { value, path })
    }
  }

  async function once(method: Method, path: string, body?: unknown, extra: Record<string, string> = {}): Promise<NodeAuthAnswer> {
    const full = `${apiPrefix}${path}`
    sent.push(`${method} ${path}`)
    const cookies = mobile ? [] : cookieFor(full)
    const token = csrf()
    const response = await send(
      new Request(`${baseUrl}${full}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(origin && { origin }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(mobile && { 'x-auth-strategy': 'bearer' }),
          ...(mobile && held.accessToken && { authorization: `Bearer ${held.accessToken}` }),
          ...(cookies.length && { cookie: cookies.join('; ') }),
          ...(!mobile && token && method !== 'GET' && { 'x-csrf-token': token }),
          ...always,
          ...extra,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    )
    keep(response)
    const text = await response.text()
    const answer = { ...(text ? JSON.parse(text) : {}), status: response.status, headers: response.headers } as NodeAuthAnswer
    if (mobile && answer.accessToken) held.accessToken = answer.accessToken
    if (mobile && answer.refreshToken) held.refreshToken = answer.refreshToken
    return answer
  }

  const refresh = (): Promise<NodeAuthAnswer> =>
    once('POST', '/refresh', mobile && held.refreshToken ? { refreshToken: held.refreshToken } : {})

  /** A protected call: refused, it refreshes once and asks again; a failed refresh ends it. */
  async function call(method: Method, path: string, body?: unknown): Promise<NodeAuthAnswer> {
    const first = await once(method, path, body)
    if (!protectedFrom.includes(first.status) || final.includes(first.code ?? '')) return first
    const renewed = await refresh()
    return renewed.success === true ? once(method, path, body) : first
  }

  return {
    jar,
    held,
    sent,
    once,
    call,
    refresh,
    login: (email: string, password: string) => once('POST', '/login', { email, password }),
    register: (input: { email: string; password: string; firstName?: string; lastName?: string }) =>
      once('POST', '/register', input),
    logout: () => once('POST', '/logout', {}),
    me: () => call('GET', '/me'),
    verify2fa: (tempToken: string, totpCode: string, rest: object = {}) =>
      once('POST', '/2fa/verify', { tempToken, totpCode, ...rest }),
    setup2fa: (tempToken?: string) => call('POST', '/2fa/setup', tempToken ? { tempToken } : {}),
    verifySetup2fa: (token: string, rest: object = {}) => call('POST', '/2fa/verify-setup', { token, ...rest }),
    disable2fa: () => call('POST', '/2fa/disable', {}),
    sendSms: (body: object) => once('POST', '/sms/send', body),
    verifySms: (body: object) => once('POST', '/sms/verify', body),
    sendMagicLink: (body: object) => once('POST', '/magic-link/send', body),
    verifyMagicLink: (body: object) => once('POST', '/magic-link/verify', body),
    forgotPassword: (email: string) => once('POST', '/forgot-password', { email }),
    resetPassword: (token: string, password: string) => once('POST', '/reset-password', { token, password }),
    changePassword: (currentPassword: string, newPassword: string) =>
      call('POST', '/change-password', { currentPassword, newPassword }),
    sendVerificationEmail: () => call('POST', '/send-verification-email', {}),
    verifyEmail: (token: string) => once('GET', `/verify-email?token=${encodeURIComponent(token)}`),
    requestEmailChange: (newEmail: string) => call('POST', '/change-email/request', { newEmail }),
    confirmEmailChange: (token: string) => once('POST', '/change-email/confirm', { token }),
    updateProfile: (names: object) => call('PATCH', '/profile', names),
    addPhone: (phoneNumber: string | null) => call('POST', '/add-phone', { phoneNumber }),
    sessions: () => call('GET', '/sessions'),
    revokeSession: (handle: string) => call('DELETE', `/sessions/${handle}`),
    deleteAccount: () => call('DELETE', '/account'),
    linkedAccounts: () => call('GET', '/linked-accounts'),
    uiConfig: () => once('GET', '/ui/config'),
  }
}
export type NodeAuthClient = ReturnType<typeof nodeAuthClient>
