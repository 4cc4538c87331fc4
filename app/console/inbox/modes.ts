/** How the inbox may play carrier. */
export const modes = [
  { value: 'deliver', label: 'Deliver it' },
  { value: 'fail', label: 'Fail: carrier down' },
  { value: 'recipient', label: 'Refuse the recipient' },
  { value: 'throttled', label: 'Ask to slow down' },
  { value: 'delay', label: 'Deliver late' },
  { value: 'hang', label: 'Never answer' },
] as const
