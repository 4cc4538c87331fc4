import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { look } from '@/lib/hosted/brand'
import { pageLanguage } from '@/lib/hosted/page'
import './globals.css'

export const metadata: Metadata = { title: 'Sallyport', robots: { index: false, follow: false } }
export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

/** Reading the request first keeps every page out of the build: each answer has its own nonce and the current branding. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  await headers()
  const [{ colors }, { tag, dir }] = await Promise.all([look(), pageLanguage()])
  return (
    <html lang={tag} dir={dir} style={colors}>
      <body>{children}</body>
    </html>
  )
}
