import { submitAccount } from '@/lib/hosted/account'

export const POST = submitAccount
