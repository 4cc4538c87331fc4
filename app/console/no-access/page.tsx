import { ActionForm } from '@/components/console/action-form'
import { Submit } from '@/components/console/fields'
import { Plain } from '@/components/console/plain'
import { ButtonLink } from '@/components/ui/link'
import { signOut } from '../session-actions'

export const metadata = { title: 'No access' }

export default function NoAccessPage() {
  return (
    <Plain
      name="no-access"
      title="You don't have access"
      lead="Your account is fine, but it has no role that opens this page. Ask an owner of this instance for one."
    >
      <div className="flex flex-wrap gap-2">
        <ActionForm action={signOut}>
          <Submit>Use another account</Submit>
        </ActionForm>
        <ButtonLink href="/account/security" look="quiet">
          Your account
        </ButtonLink>
      </div>
    </Plain>
  )
}
