import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { certificate, privateKey } from './certificate'

export type Recorded = {
  method: string
  /** path and query, byte for byte */
  path: string
  headers: Record<string, string>
  /** names as they were written, in order, each followed by its value */
  rawHeaders: string[]
  body: string
}

/** `hang` takes the request and never answers, `reset` breaks the connection off after reading it. */
export type Answer = { status: number; headers?: Record<string, string>; body?: string } | 'hang' | 'reset'

export type FakeHttp = {
  url: string
  port: number
  requests: Recorded[]
  /** the next answers, one a request; afterwards the usual one again */
  respond(...next: Answer[]): void
  close(): Promise<void>
}

async function record(request: IncomingMessage): Promise<Recorded> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    rawHeaders: request.rawHeaders,
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

/** A local HTTP server that writes down what it is asked. @param usual the answer when none is queued @param tls serve https */
export async function startFakeHttp(usual: Answer | ((request: Recorded) => Answer), tls = false): Promise<FakeHttp> {
  const requests: Recorded[] = []
  const queue: Answer[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const seen = await record(request)
    requests.push(seen)
    const answer = queue.shift() ?? (typeof usual === 'function' ? usual(seen) : usual)
    if (answer === 'hang') return
    if (answer === 'reset') request.socket.destroy()
    else response.writeHead(answer.status, answer.headers).end(answer.body)
  }
  const server = tls ? createTlsServer({ cert: certificate, key: privateKey }, handle) : createServer(handle)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    respond: (...next) => void queue.push(...next),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
