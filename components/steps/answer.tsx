import { PromptField } from '@/components/prompts/prompt'
import { ResendButton } from '@/components/prompts/resend-button'
import { Checkbox } from '@/components/ui/field'
import type { Body } from '@/lib/hosted/view'
import { Act, Ways } from './actions'
import { alertId } from './alert-id'

type AnswerView = Extract<Body, { kind: 'answer' }>

/** A question and its answer; once the code is spent, the way to a new one takes the first place. */
export function AnswerBody({ body, invalid }: { body: AnswerView; invalid?: string }) {
  const { prompt, clocks, trust, primary, resend, links } = body
  const again = resend && <ResendButton words={resend} now={clocks.now} resendAt={clocks.resendAt} primary={!primary} />
  return (
    <div className="grid gap-5">
      {primary && <PromptField prompt={prompt} describedby={invalid ? alertId : undefined} />}
      {primary && trust && <Checkbox name="trustDevice" value="true" label={trust.label} hint={trust.hint} className="-my-1" />}
      <div className="grid gap-2">
        {primary && prompt.shape !== 'passkey' && <Act action={primary} look="primary" wide />}
        <div className="grid">
          {again}
          <Ways ways={links} />
        </div>
      </div>
    </div>
  )
}
