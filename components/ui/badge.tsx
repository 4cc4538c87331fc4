import type { ReactNode } from 'react'

const tones = {
  neutral: 'bg-raised text-soft ring-line',
  success: 'bg-success-tint text-success ring-transparent',
  warning: 'bg-warning-tint text-warning ring-transparent',
  danger: 'bg-danger-tint text-danger ring-transparent',
  info: 'bg-info-tint text-link ring-transparent',
} as const

/** A state in one or two words. The words carry it, the color only helps. */
export function Badge({ tone = 'neutral', children }: { tone?: keyof typeof tones; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center whitespace-nowrap rounded-full px-2 py-0.5 text-xs font-medium ring-1 ring-inset ${tones[tone]}`}
    >
      {children}
    </span>
  )
}
