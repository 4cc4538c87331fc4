import { CopyButton } from '@/components/ui/copy-button'
import type { PromptView } from '@/lib/hosted/view'
import { CodeInput } from './code-input'

type Picture = Extract<PromptView, { shape: 'qr-code' }>

/** What an authenticator app needs, three ways: the picture, a link on the device that has the app, and the key to type. */
export function QrCode({ prompt, describedby }: { prompt: Picture; describedby?: string }) {
  const { picture, open, key, code } = prompt
  return (
    <div className="grid gap-5">
      <svg
        role="img"
        aria-label={picture.title}
        viewBox={`0 0 ${picture.size} ${picture.size}`}
        shapeRendering="crispEdges"
        className="mx-auto w-48 rounded-control"
      >
        <title>{picture.title}</title>
        {/* dark on light in every scheme: cameras expect it */}
        <path d={`M0 0h${picture.size}v${picture.size}H0z`} fill="#fff" />
        <path d={picture.path} fill="#000" />
      </svg>
      <a href={open.href} className="-my-2 flex min-h-11 items-center justify-center text-sm font-medium text-link sm:hidden">
        {open.label}
      </a>
      <details className="text-sm">
        <summary className="flex min-h-11 list-none items-center justify-center font-medium text-link underline-offset-4 hover:underline">
          {key.label}
        </summary>
        <div className="flex flex-wrap items-center justify-between gap-2 rounded-control bg-raised p-3">
          <code className="select-all break-words font-mono text-sm" data-secret={key.plain}>
            {key.groups}
          </code>
          <CopyButton text={key.plain} label={key.copy} done={key.copied} />
        </div>
      </details>
      <CodeInput prompt={code} describedby={describedby} />
    </div>
  )
}
