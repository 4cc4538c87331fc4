import { connect, createServer } from 'node:net'

/** Bytes of one direction of the wire, cut into messages: one byte of type, four of length (PostgreSQL protocol 3.0, §55.7). */
function* messagesIn(held) {
  while (held.bytes.length >= 5) {
    const length = 1 + held.bytes.readInt32BE(1)
    if (held.bytes.length < length) return
    yield { type: String.fromCharCode(held.bytes[0]), body: held.bytes.subarray(5, length) }
    held.bytes = held.bytes.subarray(length)
  }
}

/**
 * A door in front of PostgreSQL that counts what goes through it: statements executed, and their text.
 * @param {{ host: string, port: number }} database
 * @returns {Promise<{ port: number, take: () => string[], close: () => void }>} take: the statements since the last call
 */
export async function countingProxy({ host, port }) {
  let seen = []
  const sockets = new Set()
  const server = createServer((client) => {
    const upstream = connect({ host, port })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined).on('close', () => client.destroy() && upstream.destroy())
    }
    const held = { bytes: Buffer.alloc(0) }
    let started = false
    let parsed = ''
    client.on('data', (chunk) => {
      upstream.write(chunk)
      held.bytes = Buffer.concat([held.bytes, chunk])
      // the first message has no type
      if (!started && held.bytes.length >= 4 && held.bytes.length >= held.bytes.readInt32BE(0)) {
        held.bytes = held.bytes.subarray(held.bytes.readInt32BE(0))
        started = true
      }
      if (!started) return
      for (const { type, body } of messagesIn(held)) {
        if (type === 'Q') seen.push(body.toString('utf8', 0, body.length - 1))
        if (type === 'P') parsed = body.toString('utf8', body.indexOf(0) + 1, body.indexOf(0, body.indexOf(0) + 1))
        if (type === 'E') seen.push(parsed)
      }
    })
    upstream.pipe(client)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: server.address().port,
    take() {
      const taken = seen
      seen = []
      return taken
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
