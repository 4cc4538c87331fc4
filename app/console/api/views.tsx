import { Tabs } from '@/components/ui/nav-link'
import { dialects } from '@/lib/contracts/dialects'

const views = [{ id: '', label: 'Management API' }, ...dialects.map(({ id, title }) => ({ id, label: title }))]

/** The APIs there are, each on a page of its own. */
export function Views({ current = '' }: { current?: string }) {
  return (
    <Tabs
      label="APIs"
      tabs={views.map(({ id, label }) => ({
        href: id ? `/console/api/${id}` : '/console/api',
        label,
        current: id === current,
      }))}
    />
  )
}
