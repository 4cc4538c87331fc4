import { demoSignOut } from '@/lib/hosted/demo'

export const dynamic = 'force-dynamic'

export { demoSignOut as POST }
