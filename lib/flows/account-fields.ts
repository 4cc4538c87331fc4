import { AppError } from '@/lib/core/errors'
import { config } from '@/lib/db/config'
import type { Facts } from '@/lib/interaction/types'
import type { SignInExperience } from '@/lib/policy/schema'

/** What the administrator lets people see (`ReadOnly`) or change (`Edit`) of themselves: contracts/logto.md §7. */
export type AccountFields = SignInExperience['accountCenter']['fields']
export type AccountField = keyof AccountFields

export const accountFields = async (): Promise<AccountFields> => (await config()).experience.accountCenter.fields

/** @throws account_center.field_not_editable */
export async function expectEditable(...wanted: AccountField[]): Promise<void> {
  const fields = await accountFields()
  const field = wanted.find((name) => fields[name] !== 'Edit')
  if (field) throw new AppError('account_center.field_not_editable', { field })
}

/** The field that an interaction begun on the account pages is about; a proof alone is about none. */
export function fieldOf(goal: NonNullable<Facts['goal']>): AccountField[] {
  if (goal.kind === 'contact') return [goal.contact]
  return goal.kind === 'prove' ? [] : [goal.kind === 'enroll' ? 'mfa' : 'password']
}
