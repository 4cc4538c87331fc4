import { demoStart } from '@/lib/hosted/demo'

export const dynamic = 'force-dynamic'

export { demoStart as GET }
