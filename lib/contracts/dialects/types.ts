import type { Mounted, Wire } from '@/lib/http/openapi'

/** An API in another product's words, as it is documented. */
export type Dialect = {
  /** of the document's address: `/api/openapi/<id>.json` */
  id: string
  title: string
  description: string
  mounts: Mounted[]
  wire: Wire
}
