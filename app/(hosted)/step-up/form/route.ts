import { stepUpForm } from '@/lib/hosted/step-up'

export const POST = stepUpForm
