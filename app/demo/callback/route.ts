import { demoCallback } from '@/lib/hosted/demo'

export const dynamic = 'force-dynamic'

export { demoCallback as GET }
