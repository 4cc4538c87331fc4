import type { FormState } from '@/lib/hosted/console-state'
import { CodeBlock } from '../ui/code-block'
import { Alert, Checkbox } from '../ui/field'
import { ButtonLink } from '../ui/link'

/** What became of a form: saved, refused, saved but unwise, or a secret that is shown this once. */
export function FormNews({ state, saved }: { state: FormState; saved?: string }) {
  const { ok, at, code, message, reference, warnings = [], confirm, secret, link } = state
  const said = ok ? (message ?? saved) : undefined
  if (ok === undefined) return null
  return (
    <div key={at} data-error={code} className="grid gap-3 empty:hidden">
      {ok === false && message && <Alert tone="error" strong={message} reference={reference && `Ref ${reference}`} />}
      {confirm && <Checkbox name={confirm.name} value={confirm.value} label={confirm.label} />}
      {said && <Alert tone="success" strong={said} />}
      {warnings.map((warning) => (
        <Alert key={warning} tone="warning" strong={warning} />
      ))}
      {secret && (
        <div className="grid gap-2">
          <Alert tone="warning" strong="Copy it now.">
            We keep it sealed and can&apos;t show it again.
          </Alert>
          <CodeBlock title={secret.label} text={secret.value} copy="Copy" copied="Copied" />
        </div>
      )}
      {link && (
        <div>
          <ButtonLink href={link.href} look="primary">
            {link.label}
          </ButtonLink>
        </div>
      )}
    </div>
  )
}
