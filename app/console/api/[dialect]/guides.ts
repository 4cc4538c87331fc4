import { type Journeys, nauthJourneys } from '@/lib/hosted/nauth-snippets'
import { nodeAuthJourneys } from '@/lib/hosted/node-auth-snippets'
import { stepUpJourneys } from '@/lib/hosted/step-up-snippets'

/** What an app developer is told first about a dialect. */
export type Guide = { lead: string; points: { term: string; says: string }[]; journeys: (publicUrl: string) => Journeys }

const application = {
  term: 'Application',
  says: 'Send its client id as X-Client-Id. Without it the built-in application “Account” is meant. Both have a section for sign-in over the API.',
}

const nauth: Guide = {
  lead: 'Sign-in, second steps and account for apps with pages of their own.',
  points: [
    application,
    {
      term: 'Tokens',
      says: 'An access token for 15 minutes and a refresh token, in the JSON answer; in cookies for the web origins of the application. Under /mobile/auth always in JSON.',
    },
    {
      term: 'Challenges',
      says: 'A sign-in answers with tokens or with challengeName and session. Answer at /auth/respond-challenge until tokens come.',
    },
    { term: 'Refusals', says: 'JSON with code, message and details. The code is the contract; the message may be shown.' },
  ],
  journeys: nauthJourneys,
}

const nodeAuth: Guide = {
  lead: 'The routes of the node-auth library, for apps that were written for it.',
  points: [
    application,
    {
      term: 'Tokens',
      says: 'With X-Auth-Strategy: bearer in the JSON answer, otherwise in cookies with a CSRF token beside them.',
    },
    {
      term: 'Clients',
      says: 'Set apiPrefix to /node-auth in the browser, Angular and mobile clients. Nothing else changes.',
    },
    { term: 'Refusals', says: 'JSON with success: false, code and message. A wrong code is 400 to browsers and 401 to others.' },
  ],
  journeys: nodeAuthJourneys,
}

const stepUp: Guide = {
  lead: 'One more proof before something risky, for apps that sign people in themselves.',
  points: [
    {
      term: 'Tenant and keys',
      says: 'The tenant is an application, by its id. Its secret keys are made on its page; two work at a time. They are for servers only: browsers are refused.',
    },
    {
      term: 'Users',
      says: 'Known by the id that your application has for them. They belong to it alone and sign in nowhere.',
    },
    {
      term: 'Clients',
      says: 'Server SDKs of this API take its address as apiUrl, browser SDKs as baseUrl: this server and /v1. List the pages that call it under the allowed origins of the application.',
    },
    { term: 'Refusals', says: 'JSON with errorCode. A wrong code is no refusal: isVerified is false, with a failureReason.' },
  ],
  journeys: stepUpJourneys,
}

/** Guides by the id of their dialect. */
export const guides: Record<string, Guide> = { nauth, 'node-auth': nodeAuth, 'step-up': stepUp }
