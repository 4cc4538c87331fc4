const ANSWER_MS = 7000
const DRAIN_MS = 2000

const within = (promise, ms) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, ms))])

/** Remembers what is being answered, so that stopping can say `Connection: close` on it. */
export function drainable(server) {
  const inFlight = new Set()
  let stopping = false

  const close = (res) => !res.headersSent && res.setHeader('Connection', 'close')
  const track = (res) => {
    if (stopping) close(res)
    inFlight.add(res)
    res.once('close', () => inFlight.delete(res))
  }

  /** No new connections, an answer for every request under way, then `finish`; under 10 s whatever hangs. */
  const stop = async (finish) => {
    stopping = true
    const closed = new Promise((resolve) => server.close(resolve))
    inFlight.forEach(close)
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    await within(closed, ANSWER_MS)
    clearInterval(idle)
    server.closeAllConnections()
    await within(finish(), DRAIN_MS)
  }

  return { track, stop, stopping: () => stopping }
}
