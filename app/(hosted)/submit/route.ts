import { submit } from '@/lib/hosted/submit'

export const POST = submit
