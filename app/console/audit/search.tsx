import { Filters } from '@/components/console/filters'
import { Field, Select } from '@/components/ui/field'

export type AuditQuery = { event: string; userId: string; requestId: string; outcome: string }

/** Exact matches only, so that a search stays an index scan. */
export function AuditSearch({ event, userId, requestId, outcome }: AuditQuery) {
  return (
    <Filters action="/console/audit" active={!!(event || userId || requestId || outcome)}>
      <Field name="event" label="Event" defaultValue={event} placeholder="Settings.Updated" />
      <Field name="userId" label="User id" defaultValue={userId} />
      <Field name="requestId" label="Reference" defaultValue={requestId} placeholder="7K2-4QD" />
      <Select name="outcome" label="Outcome" defaultValue={outcome}>
        <option value="">Any</option>
        <option value="success">Success</option>
        <option value="failure">Failure</option>
      </Select>
    </Filters>
  )
}
