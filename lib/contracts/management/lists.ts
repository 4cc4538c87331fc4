import { z } from 'zod'
import type { Listed } from '@/lib/admin/verb'
import { env } from '@/lib/core/env'
import { type Reply, reply } from '@/lib/http/route'

/** `page` from 1, `page_size` 20 unless told, 100 at most (ux.md §4.3). */
export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(20),
})
export type PageQuery = z.output<typeof pageQuery>
export const pageOf = ({ page, page_size: pageSize }: PageQuery) => ({ page, pageSize })

export const idParam = z.object({ id: z.string().min(1).max(200) })

function links(request: Request, { page, page_size: size }: PageQuery, total: number): string {
  const { pathname, search } = new URL(request.url)
  const last = Math.max(1, Math.ceil(total / size))
  const to = (rel: string, number: number) => {
    const query = new URLSearchParams(search)
    query.set('page', String(number))
    query.set('page_size', String(size))
    return `<${env().PUBLIC_URL}${pathname}?${query}>; rel="${rel}"`
  }
  return [
    to('first', 1),
    ...(page > 1 ? [to('prev', page - 1)] : []),
    ...(page < last ? [to('next', page + 1)] : []),
    to('last', last),
  ].join(', ')
}

/** A page of a list: the rows are the body, the rest is in the headers. */
export function listed<T>(
  request: Request,
  query: PageQuery,
  { rows, total }: Listed<T>,
  extra: Record<string, string> = {},
): Reply<T[]> {
  return reply(rows, { headers: { 'Total-Number': String(total), Link: links(request, query, total), ...extra } })
}

/** For lists that are read whole: everything unless a page is asked for. */
export const wholeQuery = z.object({ page: pageQuery.shape.page.optional(), page_size: pageQuery.shape.page_size.optional() })

export function whole<T>(request: Request, { page, page_size }: z.output<typeof wholeQuery>, rows: T[]): Reply<T[]> {
  const asked = new URL(request.url).searchParams
  const paged = asked.has('page') || asked.has('page_size')
  const size = page_size ?? 20
  const from = ((page ?? 1) - 1) * size
  return reply(paged ? rows.slice(from, from + size) : rows, { headers: { 'Total-Number': String(rows.length) } })
}
