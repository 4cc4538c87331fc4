/** What proves possession of what: a mailbox or a phone number. */
export type AddressKind = 'email' | 'phone'
/** How a code gets to a phone. */
export const phoneChannels = ['sms', 'whatsapp'] as const
export type PhoneChannel = (typeof phoneChannels)[number]

/** `+1***5678`: country code and last four digits. Accepts E.164. */
export function maskPhone(phone: string): string {
  const country = /^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/.exec(phone)?.[0] ?? '+'
  return `${country}***${phone.slice(-4)}`
}

/** `j***@example.com`: first letter and domain. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, 1)}***${email.slice(at)}`
}

export function mask(kind: AddressKind, value: string): string {
  return kind === 'phone' ? maskPhone(value) : maskEmail(value)
}
