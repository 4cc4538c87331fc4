import type { AppError } from '@/lib/core/errors'
import type { Render } from '@/lib/http/problem'
import { names, statuses } from './names'

/** Compared word for word by clients of this wire. */
const unauthorized = 'The request is unauthorized. Check that your API key and region base URL are correctly configured.'

type Problem = { path: string; message: string }

/** What is wrong, in a sentence that names no code, token or person. */
function described(error: AppError, reference: string): string {
  if (error.code === 'auth.unauthorized' || error.code === 'token.missing') return unauthorized
  if (error.code === 'server.unexpected') return `${error.message} Reference: ${reference}`
  const [first] = (error.data.problems ?? []) as Problem[]
  return first ? `${first.path}: ${first.message}` : error.message
}

/** Refusals of contracts/authsignal.md §4: `error` and `errorCode` are the same. */
export const render: Render = (error, ctx) => {
  const name = names[error.code]
  const { retryAfter } = error.data
  return {
    status: statuses[name],
    type: 'application/json; charset=utf-8',
    body: {
      error: name,
      errorCode: name,
      errorDescription: described(error, ctx.requestId),
      ...(typeof retryAfter === 'number' && { retryAfter }),
    },
    // a browser would show its own dialog for Basic; these callers are programs
    ...(statuses[name] === 401 && { headers: { 'WWW-Authenticate': 'Bearer realm="sallyport"' } }),
  }
}
