import type { Overview } from '@/lib/flows/account'
import { languages } from '@/lib/i18n'
import type { AccountView, ConfirmView } from './account-view'
import { button, called, type Desk, listed, type Query, whole } from './desk'
import { wireName } from './present-second'

const home = '/account/security'

/** The factor a link is about, where the person may change it. */
const changeable = ({ factors, fields }: Overview, id: Query[string]) =>
  fields.mfa === 'Edit' ? factors.find((row) => row.id === id) : undefined

/** What is typed or chosen on the page itself, by the word in the address. */
export function editing(overview: Overview, desk: Desk, query: Query): Pick<AccountView, 'edit'> {
  const { t } = desk
  const cancel = { ...button('keep', t.account.cancel), href: home }
  const save = (value: string) => ({ ...button('save', t.account.save), value })
  const name = { name: 'name', label: t.account.renameField }
  if (query.edit === 'name' && overview.fields.name === 'Edit') {
    const field = { ...name, value: overview.name ?? '', maxLength: 100 }
    return { edit: { title: t.account.nameTitle, field, save: save('profile-name'), cancel } }
  }
  if (query.edit === 'language') {
    const options = [
      { value: '', label: t.account.languageAuto },
      ...languages.map(({ tag, name }) => ({ value: tag, label: name })),
    ]
    const field = { name: 'locale', label: t.account.language, value: overview.locale ?? '', maxLength: 20, options }
    return { edit: { title: t.account.languageTitle, field, save: save('profile-language'), cancel } }
  }
  const row = changeable(overview, query.rename)
  if (!row) return {}
  const field = { ...name, value: row.label ?? '', maxLength: 60 }
  const title = t.account.renameTitle(called(desk, row.type).title)
  return { edit: { title, field, hidden: { name: 'factorId', value: row.id }, save: save('rename'), cancel } }
}

/** A link asks first, a form acts: the same with and without JavaScript. */
export function confirming(overview: Overview, desk: Desk, query: Query): Pick<AccountView, 'confirm'> {
  const { t } = desk
  const keep = { ...button('keep', t.account.keep), href: home }
  const ask = (title: string, text: string, rest: Pick<ConfirmView, 'act' | 'hidden'>) => ({
    confirm: { title, text, keep, ...rest },
  })
  const row = changeable(overview, query.remove)
  if (row) {
    const left = overview.factors.filter((f) => f !== row && f.status === 'active').map((f) => whole(f, desk))
    const act = { ...button('confirm-remove', t.account.remove), value: 'remove', factor: wireName(row.type) }
    const text = left.length ? t.account.removeLeft(listed(desk, left)) : t.account.removeLast
    const title = t.account.removeTitle(row.label ?? called(desk, row.type).title)
    return ask(title, text, { act, hidden: { name: 'factorId', value: row.id } })
  }
  const contact = overview.contacts.find((c) => c.kind === query.removeContact && c.removable)
  if (contact) {
    const act = { ...button('confirm-remove-contact', t.account.remove), value: 'remove-contact' }
    const hidden = { name: 'contact', value: contact.kind }
    return ask(t.account.removeContactTitle[contact.kind], t.account.removeContactText, { act, hidden })
  }
  if (query.close !== '1' || !overview.mayClose) return {}
  const act = { ...button('delete-account', t.account.deleteConfirm), value: 'delete-account' }
  return ask(t.account.deleteConfirmTitle, t.account.deleteConfirmText, { act })
}
