import { CodeBlock } from '@/components/ui/code-block'
import { Panel } from '@/components/ui/panel'

/** How to get in, before what there is. */
export function Begin({ publicUrl }: { publicUrl: string }) {
  const call = `curl ${publicUrl}/api/users -H "Authorization: Bearer $TOKEN"`
  return (
    <Panel
      title="Authorization"
      lead="A bearer token of a machine application, or the key of BOOTSTRAP_API_KEY. Refusals are problem+json with a stable code."
    >
      <CodeBlock title="terminal" text={call} copy="Copy" copied="Copied" />
    </Panel>
  )
}
