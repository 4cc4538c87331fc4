import type { Journey, Journeys } from './nauth-snippets'

const json = `-H 'Content-Type: application/json'`
const bearer = `-H 'X-Auth-Strategy: bearer'`

/** Refusals have `success: false` and a code; tokens come in the body. */
const ready = (url: string) => `const base = '${url}'

async function post(path, body) {
  const response = await fetch(base + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Auth-Strategy': 'bearer' },
    body: JSON.stringify(body),
  })
  const answer = await response.json()
  if (!answer.success && !answer.requiresTwoFactor) throw Object.assign(new Error(answer.message), answer)
  return answer
}`

const otp = (url: string): Journey => ({
  id: 'sms',
  title: 'Sign in by text message',
  lead: 'Needs a phone code among the ways to sign in (Sign-in experience). An unknown person gets the same answer and no message.',
  curl: `curl -s ${url}/auth/sms/send ${json} \\
  -d '{"email":"you@example.com"}'
# {"success":true,"expiresIn":300,"retryAfter":30}

ANSWER=$(curl -s ${url}/auth/sms/verify ${json} \\
  ${bearer} \\
  -d '{"email":"you@example.com","code":"123456"}')
TOKEN=$(echo "$ANSWER" | jq -r .accessToken)
REFRESH=$(echo "$ANSWER" | jq -r .refreshToken)`,
  fetch: `await post('/auth/sms/send', { email: 'you@example.com' })

const { accessToken, refreshToken } = await post('/auth/sms/verify', { email: 'you@example.com', code: prompt('The code') })`,
})

const second = (url: string): Journey => ({
  id: 'second-step',
  title: 'Password, then a text message',
  lead: 'Needs text messages among the second steps. A tempToken is good for these calls only, and works once.',
  curl: `TEMP=$(curl -s ${url}/node-auth/login ${json} \\
  ${bearer} \\
  -d '{"email":"you@example.com","password":"your password"}' | jq -r .tempToken)
# {"requiresTwoFactor":true,"tempToken":"…","available2faMethods":["sms"]}

curl -s ${url}/auth/sms/send ${json} \\
  -d '{"mode":"2fa","tempToken":"'$TEMP'"}'

curl -s ${url}/auth/sms/verify ${json} \\
  ${bearer} \\
  -d '{"mode":"2fa","tempToken":"'$TEMP'","code":"123456"}'`,
  fetch: `let answer = await post('/node-auth/login', { email: 'you@example.com', password: 'your password' })

if (answer.requiresTwoFactor) {
  const { tempToken } = answer
  const { destination } = await post('/auth/sms/send', { mode: '2fa', tempToken })
  const code = prompt(\`The code we sent to \${destination}\`)
  answer = await post('/auth/sms/verify', { mode: '2fa', tempToken, code })
}`,
})

const session = (url: string): Journey => ({
  id: 'session',
  title: 'Who is signed in, and new tokens',
  lead: 'The same tokens work at nauth and at the OpenID provider.',
  curl: `curl -s ${url}/node-auth/me -H "Authorization: Bearer $TOKEN"

curl -s ${url}/node-auth/refresh ${json} \\
  ${bearer} \\
  -d '{"refreshToken":"'$REFRESH'"}'`,
  fetch: `const me = await fetch(base + '/node-auth/me', { headers: { Authorization: \`Bearer \${accessToken}\` } })
console.log(await me.json())

const tokens = await post('/node-auth/refresh', { refreshToken })`,
})

/** The ways through node-auth that every app goes (contracts/node-auth.md §§4–5). */
export const nodeAuthJourneys = (url: string): Journeys => ({
  ready: ready(url),
  list: [otp, second, session].map((make) => make(url)),
})
