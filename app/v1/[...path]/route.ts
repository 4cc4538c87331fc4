import { stepUpMount } from '@/lib/contracts/authsignal'

export const dynamic = 'force-dynamic'

export {
  stepUpMount as DELETE,
  stepUpMount as GET,
  stepUpMount as HEAD,
  stepUpMount as OPTIONS,
  stepUpMount as PATCH,
  stepUpMount as POST,
  stepUpMount as PUT,
}
