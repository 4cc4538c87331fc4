import type { Outcome, StepUpMethod } from '@/lib/policy/step-up'

/** What the console calls the words of the step-up API. */

export const outcomeChoices: { value: Outcome; label: string }[] = [
  { value: 'ALLOW', label: 'Allow' },
  { value: 'CHALLENGE', label: 'Ask for a challenge' },
  { value: 'REVIEW', label: 'Hold for review' },
  { value: 'BLOCK', label: 'Block' },
]

export const stepUpMethodChoices: { value: StepUpMethod; label: string }[] = [
  { value: 'SMS', label: 'Text message' },
  { value: 'WHATSAPP', label: 'WhatsApp' },
  { value: 'EMAIL_OTP', label: 'Email code' },
  { value: 'AUTHENTICATOR_APP', label: 'Authenticator app' },
]
