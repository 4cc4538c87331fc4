import { cookieNames, setCookie } from '@/lib/core/cookies'
import { newSecret } from '@/lib/core/crypto'
import { AppError } from '@/lib/core/errors'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { hostedSettings } from '@/lib/flows/branding'
import { rename } from '@/lib/flows/keyed'
import { followLink, takeVerification } from '@/lib/flows/mailed-links'
import { checkOrigin } from '@/lib/http/guards'
import type { Words } from '@/lib/i18n'
import type { Purpose } from '@/lib/interaction/types'
import { readForm } from './form'
import { plainWords } from './page'
import { seeOther } from './reply'
import { answering, arrive } from './submit'

/** Links in mails end here: a page with one button, because what follows addresses by itself must change nothing. */

const pages = {
  'verify-email': { purpose: 'register', title: (t: Words) => t.code.confirm.email },
  'change-email': { purpose: 'account', title: (t: Words) => t.code.confirm.email },
  'reset-password': { purpose: 'recover', title: (t: Words) => t.newPassword.recover.title },
  'magic-link': { purpose: 'sign-in', title: (t: Words, product: string) => t.signIn.title(product) },
} satisfies Record<string, { purpose: Purpose; title: (t: Words, product: string) => string }>
type Page = keyof typeof pages

const isPage = (name: string): name is Page => Object.hasOwn(pages, name)

/** What the page says; null for one that does not exist. */
export async function linkPage(name: string): Promise<{ title: string; button: string } | null> {
  if (!isPage(name)) return null
  const [t, { branding }] = await Promise.all([plainWords(), hostedSettings()])
  return { title: pages[name].title(t, branding.productName), button: t.common.continue }
}

/** As long as the pages' own (seconds). */
const cookieLife = 3600

/** The button was pressed: the link is used up, and the browser goes on where it led. */
export async function followLinkForm(request: Request): Promise<Response> {
  const ctx = ctxFromHeaders(request.headers)
  return answering(ctx, async () => {
    checkOrigin(request, false)
    const { page = '', token = '' } = await readForm(request)
    if (!isPage(page)) throw new AppError('entity.not_found')
    if (page === 'verify-email' && !token.includes('.')) {
      await takeVerification(ctx, token).catch(over)
      return seeOther({ to: '/sign-in', cookies: [] })
    }
    const at = await followLink(ctx, token, pages[page].purpose).catch(over)
    const own = await rename(at.interaction.id, newSecret())
    const { to, cookies } = await arrive(ctx, { ...at, token: own })
    return seeOther({ to, cookies: [setCookie(cookieNames.interaction(), own, cookieLife), ...cookies] })
  })
}

/** Whatever is wrong with a link, what helps is to ask for another one. */
function over(error: unknown): never {
  throw error instanceof AppError ? new AppError('session.not_found') : error
}
