import { nodeAuthMount } from '@/lib/contracts/node-auth'

export const dynamic = 'force-dynamic'

export {
  nodeAuthMount as DELETE,
  nodeAuthMount as GET,
  nodeAuthMount as HEAD,
  nodeAuthMount as OPTIONS,
  nodeAuthMount as PATCH,
  nodeAuthMount as POST,
  nodeAuthMount as PUT,
}
