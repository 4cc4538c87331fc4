import { AnyField } from '@/components/steps/form'
import type { PromptView } from '@/lib/hosted/view'
import { CodeInput } from './code-input'
import { CodesList } from './codes-list'
import { PasskeyButton } from './passkey-button'
import { QrCode } from './qr-code'

/** The gesture a question asks for. A new one is a shape and a component. */
export function PromptField({ prompt, describedby }: { prompt: PromptView; describedby?: string }) {
  switch (prompt.shape) {
    case 'code':
      return <CodeInput prompt={prompt} describedby={describedby} />
    case 'password':
    case 'text':
      return <AnyField field={prompt.field} invalid={!!describedby} focus />
    case 'qr-code':
      return <QrCode prompt={prompt} describedby={describedby} />
    case 'passkey':
      return <PasskeyButton passkey={prompt} ceremony={prompt.ceremony} look="primary" />
    case 'codes-list':
      return <CodesList prompt={prompt} />
    default:
      return prompt satisfies never
  }
}
