import { CodeBlock } from '@/components/ui/code-block'
import { Tabs } from '@/components/ui/nav-link'
import { Panel } from '@/components/ui/panel'
import type { Snippet } from '@/lib/hosted/console-snippets'

type Props = { applicationId: string; snippets: Snippet[]; chosen: string; callback: string | null }

/** Blocks to copy into an app, one library at a time. */
export function Snippets({ applicationId, snippets, chosen, callback }: Props) {
  const shown = snippets.find(({ id }) => id === chosen) ?? snippets[0]
  if (!shown) return null
  return (
    <Panel title="Connect your app" lead="Copy, and put the client secret where it says so." id="connect">
      <div className="grid grid-cols-1 gap-4">
        <Tabs
          label="Library"
          tabs={snippets.map(({ id, title }) => ({
            href: `/console/applications/${applicationId}?for=${id}#connect`,
            label: title,
            current: id === shown.id,
          }))}
        />
        {callback && (
          <p className="text-sm text-soft">
            Redirect address of this library: <code className="font-mono break-all text-ink">{callback}</code>
          </p>
        )}
        {shown.env && <CodeBlock title=".env" text={shown.env} copy="Copy" copied="Copied" />}
        {shown.code.map(({ file, text }) => (
          <CodeBlock key={file} title={file} text={text} copy="Copy" copied="Copied" />
        ))}
      </div>
    </Panel>
  )
}
