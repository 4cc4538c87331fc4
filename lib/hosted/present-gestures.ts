import { encode } from 'uqr'
import type { Prompt } from '@/lib/factors/types'
import type { Desk } from './desk'
import type { PasskeyView, PromptView } from './view'

type Picture = Extract<PromptView, { shape: 'qr-code' }>
type Codes = Extract<PromptView, { shape: 'codes-list' }>

/** Dark modules as one path: sharp at any size, a few kilobytes, no image to load. */
function path(modules: boolean[][]): string {
  return modules.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join('')
}

/** The picture to scan, the link for an app on this device, and the key to type. */
export function pictureView({ uri, secret }: Extract<Prompt, { shape: 'qr-code' }>, { t }: Desk): Omit<Picture, 'code'> {
  const { data, size } = encode(uri, { border: 4 })
  return {
    shape: 'qr-code',
    picture: { size, path: path(data), title: t.app.picture },
    open: { label: t.app.open, href: uri },
    key: {
      label: t.app.key,
      groups: secret.match(/.{1,4}/g)?.join(' ') ?? secret,
      plain: secret,
      copy: t.app.copy,
      copied: t.app.copied,
    },
  }
}

export const passkeyWords = ({ t }: Desk, label: string): Omit<PasskeyView, 'options'> => ({
  label,
  noScript: t.passkey.noScript,
  noSupport: t.passkey.noSupport,
})

/** What is saved says where it belongs, because such files are found years later. */
export function codesView(codes: string[], { t, settings, now }: Desk): Pick<Codes, 'file' | 'words'> {
  const { productName } = settings.branding
  const date = new Date(now).toISOString().slice(0, 10)
  return {
    file: {
      name: `${productName.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-backup-codes.txt`,
      text: [t.codes.fileTitle(productName), date, t.codes.once, '', ...codes, ''].join('\n'),
    },
    words: { copy: t.codes.copy, copied: t.codes.copied, download: t.codes.download, print: t.codes.print, saved: t.codes.saved },
  }
}
