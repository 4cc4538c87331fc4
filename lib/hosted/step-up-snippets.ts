import type { Journey, Journeys } from './nauth-snippets'

const json = `-H 'Content-Type: application/json'`

const ready = (url: string) => `const base = '${url}/v1'
const headers = { 'Content-Type': 'application/json' }

async function call(path, authorization, body = {}) {
  const response = await fetch(base + path, {
    method: 'POST',
    headers: { ...headers, Authorization: authorization },
    body: JSON.stringify(body),
  })
  const answer = await response.json()
  if (!response.ok) throw Object.assign(new Error(answer.errorDescription), answer)
  return answer
}

// on your server: the secret key never leaves it
const server = (path, body) => call(path, 'Basic ' + btoa(secretKey + ':'), body)
// in your page or app
const client = (path, token, body) => call('/client' + path, 'Bearer ' + token, body)`

const message = (url: string): Journey => ({
  id: 'sms',
  title: 'Ask before something risky',
  lead: 'Your server tracks the action, your page asks for the code, your server checks the proof. It counts once.',
  curl: `TOKEN=$(curl -s ${url}/v1/users/ann/actions/signIn -u "$SECRET_KEY:" \\
  ${json} -d '{"phoneNumber":"+12125550123"}' | jq -r .token)
# {"state":"CHALLENGE_REQUIRED","token":"…","isEnrolled":false,…}

curl -s -X POST ${url}/v1/client/challenge/sms -H "Authorization: Bearer $TOKEN"

PROOF=$(curl -s ${url}/v1/client/verify/sms -H "Authorization: Bearer $TOKEN" \\
  ${json} -d '{"verificationCode":"123456"}' | jq -r .accessToken)
# {"isVerified":true,"accessToken":"…"}

curl -s ${url}/v1/validate -u "$SECRET_KEY:" \\
  ${json} -d '{"token":"'$PROOF'","action":"signIn","userId":"ann"}'`,
  fetch: `const tracked = await server('/users/ann/actions/signIn', { phoneNumber: '+12125550123' })

let proof = tracked.token
if (tracked.state === 'CHALLENGE_REQUIRED') {
  await client('/challenge/sms', tracked.token)
  const answer = await client('/verify/sms', tracked.token, { verificationCode: prompt('The code') })
  if (answer.isVerified) proof = answer.accessToken
}

const result = await server('/validate', { token: proof, action: 'signIn', userId: 'ann' })
// go on only where result.isValid`,
})

const page = (url: string): Journey => ({
  id: 'page',
  title: 'By our page',
  lead: 'Lead the browser to the url of the answer. It comes back with a token to validate; the address must be among the pages to lead back to.',
  curl: `curl -s ${url}/v1/users/ann/actions/signIn -u "$SECRET_KEY:" \\
  ${json} -d '{"phoneNumber":"+12125550123","redirectUrl":"https://app.example.com/back"}' | jq -r .url`,
  fetch: `const { url } = await server('/users/ann/actions/signIn', {
  phoneNumber: '+12125550123',
  redirectUrl: 'https://app.example.com/back',
})
// redirect the browser to url; later, at /back?token=…, validate the token`,
})

/** The ways through the step-up API that every app goes (contracts/authsignal.md §9, §15.6). */
export const stepUpJourneys = (url: string): Journeys => ({ ready: ready(url), list: [message, page].map((make) => make(url)) })
