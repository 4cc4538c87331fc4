/** Lives of what the issuer hands out, in seconds: security.md §1, "OIDC". */
export const limits = {
  code: 60,
  access: 900,
  idToken: 900,
  refreshSliding: 14 * 86_400,
  refreshAbsolute: 90 * 86_400,
  interaction: 600,
  session: 14 * 86_400,
  /** the console's own: security.md §1, "sessions" */
  console: { idle: 3600, absolute: 86_400 },
} as const
