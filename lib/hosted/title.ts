import { words } from '@/lib/i18n'
import type { NoticeView } from './view'

/** What the tab says: that something went wrong comes first, because a screen reader reads it first. */
export function pageTitle({ title, notice }: { title: string; notice?: NoticeView }): string {
  return notice?.tone === 'error' ? words([]).common.errorTitle(title) : title
}
