import { z } from 'zod'
import { hostedSettings } from '@/lib/flows/branding'
import { phoneCodes, signInWays } from '@/lib/flows/code-login'
import { type Endpoints, route } from '@/lib/http/route'
import { languages } from '@/lib/i18n'
import { callOf } from './call'
import { pageWith } from './link-words'
import { signInPage } from './steps'
import { inOurWords, refused } from './wire'

/** What the pages of an application ask before anybody is known, and the doors to ours: contracts/node-auth.md §1, §8. */

const color = z.string().regex(/^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i)
const config = z.object({
  apiPrefix: z.string(),
  loginUrl: z.string(),
  homeUrl: z.string(),
  features: z.record(z.string(), z.boolean()),
  ui: z.object({
    primaryColor: color,
    secondaryColor: color,
    logoUrl: z.string().nullable(),
    siteName: z.string(),
    customCss: z.null(),
    bgColor: color.nullable(),
    bgImage: z.null(),
    cardBg: color.nullable(),
  }),
  translations: z.object({}),
  lang: z.string(),
  headless: z.boolean(),
})

/** The client writes it into a page: https, or nothing. */
const safeUrl = (url: string) => (/^https:\/\//.test(url) ? url : null)

/** Our pages by the names of this wire; a token that a mail brought goes along, a tempToken never does. */
const pages: Record<string, { path: string; token?: true }> = {
  login: { path: '/sign-in' },
  register: { path: '/register' },
  'forgot-password': { path: '/forgot-password' },
  'reset-password': { path: 'reset-password', token: true },
  'magic-link': { path: 'magic-link', token: true },
  'verify-email': { path: 'verify-email', token: true },
  '2fa': { path: '/sign-in' },
  'link-verify': { path: '/sign-in' },
  'account-conflict': { path: '/sign-in' },
}

const shared = { tag: 'Pages', auth: 'gated' as const }
export const ui = {
  'GET /ui/config': inOurWords(
    route({
      ...shared,
      summary: 'What pages of an application need to draw themselves',
      query: z.object({ lang: z.string().max(35).optional() }),
      response: config,
      async handler({ ctx, request, query }) {
        const { application } = await callOf(ctx, request)
        const [settings, ways, phone] = await Promise.all([hostedSettings(application.id), signInWays(), phoneCodes()])
        const { branding, fallbackLanguage } = settings
        return {
          apiPrefix: '/node-auth',
          loginUrl: signInPage(),
          homeUrl: '/',
          features: {
            register: ways.register,
            magicLink: ways.emailCode,
            sms: phone.sent && phone.signIn,
            google: false,
            github: false,
            forgotPassword: ways.reset,
            verifyEmail: true,
            twoFactor: ways.twoFactor,
          },
          ui: {
            primaryColor: branding.primaryColor,
            secondaryColor: branding.darkPrimaryColor,
            logoUrl: safeUrl(branding.logoUrl),
            siteName: branding.productName,
            customCss: null,
            bgColor: null,
            bgImage: null,
            cardBg: null,
          },
          translations: {},
          lang: languages.find(({ tag }) => tag === query.lang)?.tag ?? fallbackLanguage,
          headless: application.metadata.directSignIn.headless,
        }
      },
    }),
  ),
  'GET /ui/:page': inOurWords(
    route({
      ...shared,
      summary: 'One of our own pages, by its name on this wire',
      params: z.object({ page: z.string().max(40) }),
      query: z.object({ token: z.string().max(4096).optional() }),
      async handler({ params, query }) {
        const page = Object.hasOwn(pages, params.page) ? pages[params.page] : undefined
        if (!page) throw refused('NOT_FOUND')
        const location = page.token ? pageWith(page.path, query.token) : signInPage().replace('/sign-in', page.path)
        return new Response(null, { status: 302, headers: { Location: location } })
      },
    }),
  ),
} satisfies Endpoints
