'use client'

import { useState } from 'react'
import { Button } from './button'
import { Icon } from './icon'

/** Copies a text; hidden where scripts do not run, because the text itself can be selected. */
export function CopyButton({ text, label, done }: { text: string; label: string; done: string }) {
  const [copied, setCopied] = useState(false)
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true)
        setTimeout(() => setCopied(false), 2000)
      },
      () => undefined,
    )
  return (
    <Button type="button" data-js look="quiet" size="small" onClick={copy}>
      <Icon name={copied ? 'check' : 'copy'} size={16} />
      <span aria-live="polite">{copied ? done : label}</span>
    </Button>
  )
}
