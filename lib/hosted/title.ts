import { words } from '@/lib/i18n'
import type { LanguageView, NoticeView } from './view'

type Titled = { title: string; language: LanguageView; notice?: NoticeView }

/** What the tab says: that something went wrong comes first, because a screen reader reads it first. */
export const pageTitle = ({ title, language, notice }: Titled): string =>
  notice?.tone === 'error' ? words([language.tag]).common.errorTitle(title) : title
