import { z } from 'zod'
import { phoneChannels } from '@/lib/core/mask'

/** A second step as every JSON face of ours shows it: masked, and nothing that could be answered with. */
export const factorView = z.object({
  id: z.string(),
  /** its name in contracts/logto.md */
  type: z.string(),
  status: z.enum(['pending', 'active', 'locked']),
  label: z.string().nullable(),
  masked: z.string(),
  delivery: z.enum(phoneChannels).optional(),
  isDefault: z.boolean(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
})
