import type { AddressInfo, Socket } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { certificate, privateKey } from './certificate'

/** Refuse at a step with a code, or misbehave: break off before the message, or after its final dot. */
export type SmtpAnswer =
  | { at: 'auth' | 'mail' | 'rcpt' | 'data'; code: number }
  | 'drop-at-rcpt'
  | 'drop-after-dot'
  | 'hang-at-rcpt'
  | 'hang-after-dot'

export type RecordedMail = {
  user?: string
  password?: string
  secure: boolean
  hello: string
  from: string
  to: string[]
  raw: string
  mail: Email
}

export type FakeSmtp = {
  host: string
  port: number
  /** messages whose final dot arrived */
  requests: RecordedMail[]
  /** credentials seen, over TLS or not */
  logins: { user: string; secure: boolean }[]
  respond(...next: SmtpAnswer[]): void
  close(): Promise<void>
}

const refusal = (code: number) => Object.assign(new Error(`private words of the server ${code}`), { responseCode: code })

/** A local mail server; each message takes one queued answer. @param tls implicit TLS, STARTTLS, or none offered */
export async function startFakeSmtp(tls: 'implicit' | 'starttls' | 'none' = 'starttls'): Promise<FakeSmtp> {
  const requests: RecordedMail[] = []
  const logins: FakeSmtp['logins'] = []
  const queue: SmtpAnswer[] = []
  const passwords = new Map<string, string>()
  const sockets = new Set<Socket>()
  const due = (step: string) => {
    const answer = queue[0]
    const here = typeof answer === 'string' ? answer.endsWith(step) : answer?.at === step
    return here ? queue.shift() : undefined
  }
  /** True when the queue had something for this step, and it was done. */
  const meddle = (step: string, refuse: (error: Error) => void): boolean => {
    const answer = due(step)
    if (!answer) return false
    if (typeof answer === 'object') refuse(refusal(answer.code))
    else if (answer.startsWith('drop')) for (const socket of sockets) socket.destroy()
    return true
  }
  const options: SMTPServerOptions = {
    cert: certificate,
    key: privateKey,
    secure: tls === 'implicit',
    disabledCommands: tls === 'none' ? ['STARTTLS'] : [],
    allowInsecureAuth: true,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 10,
    onAuth(auth, session, done) {
      logins.push({ user: auth.username ?? '', secure: session.secure })
      passwords.set(session.id, auth.password ?? '')
      if (!meddle('auth', done)) done(null, { user: auth.username })
    },
    onMailFrom: (_address, _session, done) => void (meddle('mail', done) || done()),
    onRcptTo: (_address, _session, done) => void (meddle('rcpt', done) || done()),
    async onData(stream, session, done) {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk as Buffer)
      const raw = Buffer.concat(chunks).toString('utf8')
      const { mailFrom, rcptTo } = session.envelope
      requests.push({
        user: session.user,
        password: passwords.get(session.id),
        secure: session.secure,
        hello: session.hostNameAppearsAs,
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map((entry) => entry.address),
        raw,
        mail: await PostalMime.parse(raw),
      })
      if (!meddle('data', done) && !meddle('dot', done)) done()
    },
  }
  const server = new SMTPServer(options)
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    requests,
    logins,
    respond: (...next) => void queue.push(...next),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
