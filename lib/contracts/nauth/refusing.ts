import type { Endpoint } from '@/lib/http/route'
import { applicationOf } from '../direct/gate'
import { clearedCookies } from './cookies'

/** A refusal that leaves no dead token behind in the browser. */
export const withClearedCookies = (endpoint: Endpoint): Endpoint =>
  Object.assign(
    async (request: Request, context?: Parameters<Endpoint>[1]) => {
      const response = await endpoint(request, context)
      if (response.status !== 401 || !request.headers.has('cookie')) return response
      for (const line of clearedCookies(await applicationOf(request))) response.headers.append('set-cookie', line)
      return response
    },
    { spec: endpoint.spec },
  )
