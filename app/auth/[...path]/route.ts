import { nauthMount } from '@/lib/contracts/nauth'

export const dynamic = 'force-dynamic'

export {
  nauthMount as DELETE,
  nauthMount as GET,
  nauthMount as HEAD,
  nauthMount as OPTIONS,
  nauthMount as PATCH,
  nauthMount as POST,
  nauthMount as PUT,
}
