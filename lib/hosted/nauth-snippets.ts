/** A way through an API, as blocks to copy. */
export type Journey = { id: string; title: string; lead: string; curl?: string; fetch: string }
export type Journeys = { ready: string; list: Journey[] }

const json = `-H 'Content-Type: application/json'`

/** One function for every call below; what is refused is thrown with its code. */
const ready = (url: string) => `const auth = '${url}/auth'
let accessToken

async function call(method, path, body) {
  const response = await fetch(auth + path, {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...(accessToken && { Authorization: \`Bearer \${accessToken}\` }),
    },
    body: body && JSON.stringify(body),
  })
  const answer = await response.json()
  if (!response.ok) throw Object.assign(new Error(answer.message), answer)
  return answer
}`

const signIn = (url: string): Journey => ({
  id: 'sign-in',
  title: 'Sign in, with a second step',
  lead: 'Without a second step the first answer holds the tokens already. One challenge may follow another: each has a session of its own.',
  curl: `SESSION=$(curl -s ${url}/auth/login ${json} \\
  -d '{"identifier":"you@example.com","password":"your password"}' | jq -r .session)
# {"challengeName":"MFA_REQUIRED","session":"…",
#  "challengeParameters":{"preferredMethod":"sms","destination":"+1***5678",…}}

ANSWER=$(curl -s ${url}/auth/respond-challenge ${json} \\
  -d '{"session":"'$SESSION'","type":"MFA_REQUIRED","method":"sms","code":"123456"}')
TOKEN=$(echo "$ANSWER" | jq -r .accessToken)
REFRESH=$(echo "$ANSWER" | jq -r .refreshToken)

curl ${url}/auth/profile -H "Authorization: Bearer $TOKEN"`,
  fetch: `let answer = await call('POST', '/login', { identifier: 'you@example.com', password: 'your password' })

if (answer.challengeName === 'MFA_REQUIRED') {
  const { preferredMethod: method, destination } = answer.challengeParameters
  const code = prompt(\`The code we sent to \${destination}\`)
  answer = await call('POST', '/respond-challenge', { session: answer.session, type: 'MFA_REQUIRED', method, code })
}

accessToken = answer.accessToken
console.log(await call('GET', '/profile'))`,
})

const resend = (url: string): Journey => ({
  id: 'another-code',
  title: 'Another code, another method',
  lead: 'Too early is 429 with Retry-After, and the code that is out stays good.',
  curl: `curl -s ${url}/auth/challenge/resend ${json} \\
  -d '{"session":"'$SESSION'"}'

curl -s ${url}/auth/challenge/challenge-data ${json} \\
  -d '{"session":"'$SESSION'","method":"email"}'`,
  fetch: `const { destination, retryAfter } = await call('POST', '/challenge/resend', { session })

await call('POST', '/challenge/challenge-data', { session, method: 'email' })`,
})

const forced = (url: string): Journey => ({
  id: 'forced-set-up',
  title: 'Set-up that a sign-in demands',
  lead: 'An address that was proven before may need no code: setupData is then {"autoCompleted":true,"deviceId":43}, and the answer repeats the deviceId instead of a code.',
  curl: `SESSION=$(curl -s ${url}/auth/login ${json} \\
  -d '{"identifier":"you@example.com","password":"your password"}' | jq -r .session)
# {"challengeName":"MFA_SETUP_REQUIRED","session":"…",
#  "challengeParameters":{"allowedMethods":["sms","totp"],…}}

curl -s ${url}/auth/challenge/setup-data ${json} \\
  -d '{"session":"'$SESSION'","method":"sms","setupData":{"phoneNumber":"+12125550123"}}'
# {"setupData":{"maskedPhone":"+1***0123","codeSent":true,…}}

curl -s ${url}/auth/respond-challenge ${json} \\
  -d '{"session":"'$SESSION'","type":"MFA_SETUP_REQUIRED",
       "method":"sms","setupData":{"code":"123456"}}'`,
  fetch: `const { challengeName, session } = await call('POST', '/login', { identifier, password })

if (challengeName === 'MFA_SETUP_REQUIRED') {
  const { setupData } = await call('POST', '/challenge/setup-data', {
    session,
    method: 'sms',
    setupData: { phoneNumber: '+12125550123' },
  })
  const done = setupData.autoCompleted ? { deviceId: setupData.deviceId } : { code: prompt('The code we sent') }
  const answer = await call('POST', '/respond-challenge', {
    session,
    type: 'MFA_SETUP_REQUIRED',
    method: 'sms',
    setupData: done,
  })
  accessToken = answer.accessToken
}`,
})

const settings = (url: string): Journey => ({
  id: 'settings',
  title: 'Text messages in settings',
  lead: 'For somebody who is signed in. Later than ten minutes after the last proof it is 403 MFA_STEP_UP_REQUIRED: answer its session at respond-challenge, then call again.',
  curl: `curl -s ${url}/auth/mfa/setup-data ${json} \\
  -H "Authorization: Bearer $TOKEN" \\
  -d '{"methodName":"sms","setupData":{"phoneNumber":"+12125550123"}}'

curl -s ${url}/auth/mfa/verify-setup ${json} \\
  -H "Authorization: Bearer $TOKEN" \\
  -d '{"methodName":"sms","setupData":{"code":"123456"}}'
# {"deviceId":43,…}

curl -s ${url}/auth/mfa/devices -H "Authorization: Bearer $TOKEN"`,
  fetch: `await call('POST', '/mfa/setup-data', { methodName: 'sms', setupData: { phoneNumber: '+12125550123' } })

const { deviceId } = await call('POST', '/mfa/verify-setup', {
  methodName: 'sms',
  setupData: { code: prompt('The code we sent') },
})
const { devices } = await call('GET', '/mfa/devices')`,
})

const refresh = (url: string): Journey => ({
  id: 'refresh',
  title: 'New tokens, and signing out',
  lead: 'Every refresh token works once. Two tabs at the same moment get the same successor; ten seconds later the old one ends the session.',
  curl: `ANSWER=$(curl -s ${url}/auth/refresh ${json} \\
  -d '{"refreshToken":"'$REFRESH'"}')
TOKEN=$(echo "$ANSWER" | jq -r .accessToken)
REFRESH=$(echo "$ANSWER" | jq -r .refreshToken)

curl -s -X POST ${url}/auth/logout -H "Authorization: Bearer $TOKEN"`,
  fetch: `const tokens = await call('POST', '/refresh', { refreshToken })
accessToken = tokens.accessToken

await call('POST', '/logout')`,
})

const cookies = (url: string): Journey => ({
  id: 'cookies',
  title: 'In a browser, with cookies',
  lead: 'For an origin that the application lists as its own. No script can read these tokens; what changes something says the CSRF token.',
  fetch: `const auth = '${url}/auth'
const post = (path, body = {}) =>
  fetch(auth + path, {
    method: 'POST',
    credentials: 'include',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken },
    body: JSON.stringify(body),
  })

let csrfToken = ''
const response = await post('/login', { identifier: 'you@example.com', password: 'your password' })
csrfToken = response.headers.get('X-CSRF-Token') ?? ''

await post('/mfa/setup-data', { methodName: 'sms' })
await post('/refresh')`,
})

/** The ways through nauth that every app goes, the first one first (contracts/nauth.md §§8–10). */
export const nauthJourneys = (url: string): Journeys => ({
  ready: ready(url),
  list: [signIn, resend, forced, settings, refresh, cookies].map((make) => make(url)),
})
