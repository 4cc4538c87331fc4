/** Rows per person, contracts/logto.md §2. */
export const limits = { phone: 5, email: 3, totp: 3, passkey: 10, backupCodes: 10 } as const
