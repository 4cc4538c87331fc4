import { mobileMount } from '@/lib/contracts/nauth'

export const dynamic = 'force-dynamic'

export {
  mobileMount as DELETE,
  mobileMount as GET,
  mobileMount as HEAD,
  mobileMount as OPTIONS,
  mobileMount as PATCH,
  mobileMount as POST,
  mobileMount as PUT,
}
