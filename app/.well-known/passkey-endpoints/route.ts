import { passkeyEndpoints } from '@/lib/hosted/well-known'

export const dynamic = 'force-dynamic'
export const GET = passkeyEndpoints
