import { z } from 'zod'

/** A second step as every JSON face of ours shows it: masked, and nothing that could be answered with. */
export const factorView = z.object({
  id: z.string(),
  /** its name in contracts/logto.md */
  type: z.string(),
  status: z.enum(['pending', 'active', 'locked']),
  label: z.string().nullable(),
  masked: z.string(),
  isDefault: z.boolean(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
})
