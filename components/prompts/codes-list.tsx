'use client'

import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Checkbox } from '@/components/ui/field'
import type { PromptView } from '@/lib/hosted/view'

type Codes = Extract<PromptView, { shape: 'codes-list' }>

/** Codes to keep on paper: selected at a click, copied, downloaded or printed; the box says that it was done. */
export function CodesList({ prompt }: { prompt: Codes }) {
  const { codes, file, words } = prompt
  return (
    <div className="grid gap-4">
      <ol className="grid select-all grid-cols-2 gap-x-6 gap-y-2 rounded-control bg-raised p-4 font-mono text-sm">
        {codes.map((code) => (
          <li key={code} data-backup-code={code} className="whitespace-nowrap text-center">
            {code}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap justify-center gap-2">
        <CopyButton text={codes.join('\n')} label={words.copy} done={words.copied} />
        <Button type="button" data-js look="quiet" size="small" onClick={() => download(file)}>
          {words.download}
        </Button>
        <Button type="button" data-js look="quiet" size="small" onClick={() => window.print()}>
          {words.print}
        </Button>
      </div>
      <Checkbox name="acknowledge" value="true" label={words.saved} />
    </div>
  )
}

function download({ name, text }: Codes['file']) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}
