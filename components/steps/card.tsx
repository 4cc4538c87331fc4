import type { ReactNode } from 'react'
import { Brand, type BrandView } from './brand'

export type Frame = { brand: BrandView; legal: { label: string; href: string }[]; legalTitle: string }

/** The frame of a step: one card on a soft ground, edge to edge on a phone. */
export function Card({ frame, children }: { frame: Frame; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col bg-surface sm:items-center sm:bg-canvas sm:px-6 sm:pt-[9vh] sm:pb-6">
      <div className="w-full px-5 pt-6 pb-8 sm:max-w-108 sm:rounded-card sm:border sm:border-line sm:bg-surface sm:px-10 sm:pt-9 sm:pb-8 sm:shadow-card">
        <header className="mb-7">
          <Brand brand={frame.brand} />
        </header>
        {children}
      </div>
      <Legal frame={frame} />
    </div>
  )
}

export function Legal({ frame }: { frame: Frame }) {
  if (!frame.legal.length) return <div className="pb-10" />
  return (
    <nav aria-label={frame.legalTitle} className="mt-auto px-5 py-4 sm:mt-4">
      <ul className="flex flex-wrap gap-x-6 sm:justify-center">
        {frame.legal.map(({ label, href }) => (
          <li key={href}>
            <a
              href={href}
              className="inline-flex min-h-11 items-center text-sm text-soft underline-offset-4 hover:text-ink hover:underline"
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
