import { managementMount } from '@/lib/contracts/management'

export const dynamic = 'force-dynamic'

export {
  managementMount as DELETE,
  managementMount as GET,
  managementMount as HEAD,
  managementMount as OPTIONS,
  managementMount as PATCH,
  managementMount as POST,
  managementMount as PUT,
}
