import type { PromptView } from '@/lib/hosted/view'
import { CodeInput } from './code-input'
import { PasswordInput } from './password-input'

/** The gesture a question asks for. A new one is a shape and a component. */
export function PromptField({ prompt, describedby }: { prompt: PromptView; describedby?: string }) {
  switch (prompt.shape) {
    case 'code':
      return <CodeInput prompt={prompt} describedby={describedby} />
    case 'password': {
      const { name, label, autoComplete, reveal } = prompt.field
      return (
        <PasswordInput name={name} label={label} autoComplete={autoComplete} reveal={reveal} describedby={describedby} focus />
      )
    }
    default:
      return prompt satisfies never
  }
}
