import { newSecret } from '@/lib/core/crypto'
import { AppError } from '@/lib/core/errors'
import { ctxFromHeaders } from '@/lib/core/request-ctx'
import { hostedSettings } from '@/lib/flows/branding'
import { takeOver } from '@/lib/flows/keyed'
import { followLink, type LinkPage, takeVerification } from '@/lib/flows/mailed-links'
import { checkOrigin } from '@/lib/http/guards'
import { asRefusal } from '@/lib/http/problem'
import type { Words } from '@/lib/i18n'
import type { Purpose } from '@/lib/interaction/types'
import { interactionCookie } from './begin'
import { enter } from './enter'
import { readForm } from './form'
import { plainWords } from './page'
import { seeOther } from './reply'
import { answering, arrive, refused } from './submit'

/** Links in mails end here: a page with one button, because what follows addresses by itself must change nothing. */

const pages = {
  'verify-email': { purpose: 'register', title: (t: Words) => t.code.confirm.email },
  'change-email': { purpose: 'account', title: (t: Words) => t.code.confirm.email },
  'reset-password': { purpose: 'recover', title: (t: Words) => t.newPassword.recover.title },
  'magic-link': { purpose: 'sign-in', title: (t: Words, product: string) => t.signIn.title(product) },
} satisfies Record<LinkPage, { purpose: Purpose; title: (t: Words, product: string) => string }>

const isPage = (name: string): name is LinkPage => Object.hasOwn(pages, name)

/** What the page says; null for one that does not exist. */
export async function linkPage(name: string): Promise<{ title: string; button: string } | null> {
  if (!isPage(name)) return null
  const [t, { branding }] = await Promise.all([plainWords(), hostedSettings()])
  return { title: pages[name].title(t, branding.productName), button: t.common.continue }
}

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
    const own = newSecret()
    const taken = await takeOver(ctx, at.interaction, own)
    const { to, cookies } = await enter(ctx, null, taken)
      .then((now) => arrive(ctx, now))
      .catch((error) => refused(ctx, own, {}, asRefusal(error, ctx)))
    return seeOther({ to, cookies: [interactionCookie(own), ...cookies] })
  })
}

/** Whatever is wrong with a link, what helps is to ask for another one. */
function over(error: unknown): never {
  throw error instanceof AppError ? new AppError('session.not_found') : error
}
