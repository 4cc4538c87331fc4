/** Rows per person, contracts/logto.md §2. */
export const limits = { phone: 5, email: 3 } as const
