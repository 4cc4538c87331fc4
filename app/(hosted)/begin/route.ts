import { begin } from '@/lib/hosted/begin'

export const dynamic = 'force-dynamic'
export const GET = begin
