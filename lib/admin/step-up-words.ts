import type { Outcome, SmsChannel, StepUpMethod } from '@/lib/policy/step-up'

/** What the console calls the words of the step-up API. */

export const outcomeChoices: { value: Outcome; label: string }[] = [
  { value: 'ALLOW', label: 'Allow' },
  { value: 'CHALLENGE', label: 'Ask for a challenge' },
  { value: 'REVIEW', label: 'Hold for review' },
  { value: 'BLOCK', label: 'Block' },
]

export const smsChannelChoices: { value: SmsChannel; label: string }[] = [
  { value: 'OFF', label: 'Text message only' },
  { value: 'USER_CHOICE', label: 'The user chooses' },
  { value: 'AUTO_ON_FAILURE', label: 'WhatsApp where text messages fail' },
  { value: 'PREFER_WHATSAPP', label: 'WhatsApp first' },
]

export const stepUpMethodChoices: { value: StepUpMethod; label: string }[] = [
  { value: 'SMS', label: 'Text message' },
  { value: 'WHATSAPP', label: 'WhatsApp' },
  { value: 'EMAIL_OTP', label: 'Email code' },
  { value: 'AUTHENTICATOR_APP', label: 'Authenticator app' },
]
