import { consoleSignIn } from '@/lib/hosted/console-sign-in'

export const dynamic = 'force-dynamic'
export const GET = consoleSignIn
