import { unavailable } from '@/lib/hosted/reply'

export const dynamic = 'force-dynamic'
export const GET = unavailable
