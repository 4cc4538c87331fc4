import { CopyButton } from './copy-button'

/** Text to copy into a file or terminal. */
export function CodeBlock({ text, title, copy, copied }: { text: string; title?: string; copy: string; copied: string }) {
  return (
    <figure className="overflow-clip rounded-control border border-line bg-raised">
      <figcaption className="flex min-h-11 items-center justify-between gap-4 border-b border-line ps-4 pe-1 text-sm text-soft">
        {title}
        <CopyButton text={text} label={copy} done={copied} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <pre tabIndex={0} className="overflow-x-auto p-4 font-mono text-sm leading-6">
        <code>{text}</code>
      </pre>
    </figure>
  )
}
