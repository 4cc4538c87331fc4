import { type Outcome, type OutgoingMessage, SendFailure, type SendTools, type Sent } from './types'

/** For tests: a usable config of each connector, every field filled, secrets recognizable by `S3CRET`. */
export const samples: Record<string, Record<string, unknown>> = {
  'twilio-short-message-service': {
    accountSID: 'AC00000000000000000000000000000001',
    authToken: 'S3CRET-auth-token',
    apiKeySID: 'SK00000000000000000000000000000001',
    apiKeySecret: 'S3CRET-api-key-secret',
    fromMessagingServiceSID: 'MG00000000000000000000000000000001',
    fromNumber: '+12125550100',
    region: 'ie1',
    edge: 'dublin',
    disableRiskCheck: true,
  },
  'http-sms': {
    endpoint: 'https://gateway.example.com/sms',
    signingSecret: 'S3CRET-signing-secret',
    previousSigningSecret: 'S3CRET-previous-secret',
    authorization: 'Bearer S3CRET-bearer',
  },
  'http-email': {
    endpoint: 'https://gateway.example.com/email',
    signingSecret: 'S3CRET-signing-secret',
    previousSigningSecret: 'S3CRET-previous-secret',
    authorization: 'Bearer S3CRET-bearer',
  },
  'http-get-sms': {
    endpoint: 'https://gateway.example.com/send',
    username: 'gateway-user',
    password: 'S3CRET-password',
    apiKey: 'S3CRET-api-key',
    acknowledged: true,
  },
  'simple-mail-transfer-protocol': {
    host: 'smtp.example.com',
    port: 587,
    secure: false,
    requireTLS: true,
    auth: { user: 'mailer', pass: 'S3CRET-pass' },
    fromEmail: 'no-reply@example.com',
    fromName: 'Example',
    replyTo: 'help@example.com',
    name: 'sallyport.example.com',
  },
  'inbox-sms': {},
  'inbox-email': {},
}

/** For tests: the printed message of the contract, to a number or a mailbox. */
export const sampleMessage = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 'msg_2b1c',
  channel: 'sms',
  to: '+39123456789',
  usageType: 'MfaVerification',
  locale: 'en',
  text: 'Your verification code is: 847261',
  code: '847261',
  expiresInMinutes: 5,
  ip: '203.0.113.7',
  ...over,
})

/** For tests: tools with a door of one's own. */
export const toolsWith = (fetch: SendTools['fetch'], over: Partial<SendTools> = {}): SendTools => ({
  fetch,
  signal: new AbortController().signal,
  now: 1_700_000_000_000,
  inbox: async () => ({ providerId: 'inbox_1' }),
  ...over,
})

/** For tests: how a send ended, and what was told of it. */
export async function ending(work: Promise<Sent>): Promise<{ outcome: Outcome; detail?: Sent['detail'] }> {
  try {
    const sent = await work
    return { outcome: 'accepted', detail: sent.detail }
  } catch (error) {
    if (error instanceof SendFailure) return { outcome: error.outcome, detail: error.detail }
    throw error
  }
}
