/**
 * What a ready-made block needs to know. No secret: it was shown once, so a placeholder stands for it.
 * `direct`: it may sign people in on pages of its own. `builtIn`: nothing leads back to it, and it has no key.
 */
export type SnippetInput = {
  id: string
  type: string
  publicUrl: string
  redirectUri: string | undefined
  direct: boolean
  builtIn: boolean
}
export type Snippet = { id: string; title: string; env?: string; code: { file: string; text: string }[] }

const hidden = '<your client secret>'

const v5 = ({ id, publicUrl }: SnippetInput): Snippet => ({
  id: 'next-auth-v5',
  title: 'next-auth v5',
  env: `AUTH_SECRET=<npx auth secret>
AUTH_LOGTO_ID=${id}
AUTH_LOGTO_SECRET=${hidden}
AUTH_LOGTO_ISSUER=${publicUrl}/oidc`,
  code: [
    {
      file: 'auth.ts',
      text: `import NextAuth from 'next-auth'
import Logto from 'next-auth/providers/logto'

export const { handlers, auth, signIn, signOut } = NextAuth({ providers: [Logto] })`,
    },
    {
      file: 'app/api/auth/[...nextauth]/route.ts',
      text: `import { handlers } from '@/auth'\n\nexport const { GET, POST } = handlers`,
    },
  ],
})

const v4 = ({ id, publicUrl }: SnippetInput): Snippet => ({
  id: 'next-auth-v4',
  title: 'next-auth v4',
  env: `NEXTAUTH_URL=http://localhost:3000
NEXTAUTH_SECRET=<openssl rand -base64 32>
SALLYPORT_ISSUER=${publicUrl}/oidc
SALLYPORT_ID=${id}
SALLYPORT_SECRET=${hidden}`,
  code: [
    {
      file: 'app/api/auth/[...nextauth]/route.ts',
      text: `import NextAuth from 'next-auth'

const handler = NextAuth({
  providers: [
    {
      id: 'sallyport',
      name: 'Sallyport',
      type: 'oauth',
      wellKnown: \`\${process.env.SALLYPORT_ISSUER}/.well-known/openid-configuration\`,
      clientId: process.env.SALLYPORT_ID,
      clientSecret: process.env.SALLYPORT_SECRET,
      authorization: { params: { scope: 'openid profile email' } },
      checks: ['pkce', 'state', 'nonce'],
      idToken: true,
      profile: (claims) => ({ id: claims.sub, name: claims.name, email: claims.email, image: claims.picture }),
    },
  ],
})

export { handler as GET, handler as POST }`,
    },
  ],
})

const betterAuth = ({ id, publicUrl }: SnippetInput): Snippet => ({
  id: 'better-auth',
  title: 'Better Auth',
  env: `BETTER_AUTH_SECRET=<openssl rand -base64 32>
BETTER_AUTH_URL=http://localhost:3000
SALLYPORT_ID=${id}
SALLYPORT_SECRET=${hidden}`,
  code: [
    {
      file: 'auth.ts',
      text: `import { betterAuth } from 'better-auth'
import { genericOAuth } from 'better-auth/plugins'

export const auth = betterAuth({
  plugins: [
    genericOAuth({
      config: [
        {
          providerId: 'sallyport',
          discoveryUrl: '${publicUrl}/oidc/.well-known/openid-configuration',
          clientId: process.env.SALLYPORT_ID!,
          clientSecret: process.env.SALLYPORT_SECRET!,
          scopes: ['openid', 'profile', 'email'],
          pkce: true,
        },
      ],
    }),
  ],
})`,
    },
  ],
})

const logtoNext = ({ id, publicUrl }: SnippetInput): Snippet => ({
  id: 'logto-next',
  title: '@logto/next',
  env: `LOGTO_ENDPOINT=${publicUrl}
LOGTO_APP_ID=${id}
LOGTO_APP_SECRET=${hidden}
LOGTO_COOKIE_SECRET=<openssl rand -base64 32>`,
  code: [
    {
      file: 'logto.ts',
      text: `export const logtoConfig = {
  endpoint: process.env.LOGTO_ENDPOINT!,
  appId: process.env.LOGTO_APP_ID!,
  appSecret: process.env.LOGTO_APP_SECRET!,
  baseUrl: 'http://localhost:3000',
  cookieSecret: process.env.LOGTO_COOKIE_SECRET!,
  cookieSecure: process.env.NODE_ENV === 'production',
}`,
    },
  ],
})

const openidClient = ({ id, publicUrl, redirectUri }: SnippetInput): Snippet => ({
  id: 'openid-client',
  title: 'openid-client',
  env: `SALLYPORT_ID=${id}\nSALLYPORT_SECRET=${hidden}`,
  code: [
    {
      file: 'sign-in.ts',
      text: `import * as client from 'openid-client'

const config = await client.discovery(new URL('${publicUrl}/oidc'), process.env.SALLYPORT_ID!, process.env.SALLYPORT_SECRET)
const verifier = client.randomPKCECodeVerifier()
const state = client.randomState()

const to = client.buildAuthorizationUrl(config, {
  redirect_uri: '${redirectUri ?? 'http://localhost:3000/callback'}',
  scope: 'openid profile email',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
})

// when the person comes back
const tokens = await client.authorizationCodeGrant(config, currentUrl, { pkceCodeVerifier: verifier, expectedState: state })
console.log(tokens.claims())`,
    },
  ],
})

const spa = ({ id, publicUrl, redirectUri }: SnippetInput): Snippet => ({
  id: 'spa',
  title: 'Browser (PKCE)',
  code: [
    {
      file: 'auth.ts',
      text: `import { UserManager } from 'oidc-client-ts'

export const users = new UserManager({
  authority: '${publicUrl}/oidc',
  client_id: '${id}',
  redirect_uri: '${redirectUri ?? 'http://localhost:3000/callback'}',
  scope: 'openid profile email',
})

// users.signinRedirect(), then users.signinRedirectCallback() on the redirect address`,
    },
  ],
})

const machine = ({ id, publicUrl }: SnippetInput): Snippet => ({
  id: 'curl',
  title: 'curl',
  code: [
    {
      file: 'terminal',
      text: `TOKEN=$(curl -s ${publicUrl}/oidc/token \\
  -u '${id}:${hidden}' \\
  -d grant_type=client_credentials \\
  -d resource=${publicUrl}/api -d scope=all | jq -r .access_token)

curl ${publicUrl}/api/users -H "Authorization: Bearer $TOKEN"`,
    },
  ],
})

const stepUp = ({ publicUrl }: SnippetInput): Snippet => ({
  id: 'curl',
  title: 'curl',
  code: [
    {
      file: 'terminal',
      text: `curl ${publicUrl}/v1/users/USER_ID/actions/signIn \\
  -u '<your API key>:' \\
  -H 'Content-Type: application/json' -d '{}'`,
    },
  ],
})

const signInApi = ({ id, publicUrl }: SnippetInput): Snippet => ({
  id: 'sign-in-api',
  title: 'Sign-in API',
  code: [
    {
      file: 'terminal',
      text: `curl ${publicUrl}/auth/login \\
  -H 'X-Client-Id: ${id}' -H 'Content-Type: application/json' \\
  -d '{"identifier":"you@example.com","password":"your password"}'`,
    },
  ],
})

const discovery = ({ publicUrl }: SnippetInput): Snippet => ({
  id: 'curl',
  title: 'curl',
  code: [{ file: 'terminal', text: `curl ${publicUrl}/oidc/.well-known/openid-configuration` }],
})

/** Blocks to copy for a kind of application, the likeliest first (ux.md §4.2). */
export function snippetsFor(input: SnippetInput): Snippet[] {
  const makers: Record<string, ((input: SnippetInput) => Snippet)[]> = {
    Traditional: [v5, v4, betterAuth, logtoNext, openidClient, discovery],
    SPA: [spa, discovery],
    Native: [spa, discovery],
    MachineToMachine: [machine],
    FirstParty: [stepUp],
  }
  const own = input.builtIn ? [] : (makers[input.type] ?? [discovery])
  return [...own, ...(input.direct ? [signInApi] : [])].map((make) => make(input))
}

const callbacks: Record<string, string> = {
  'next-auth-v5': '/api/auth/callback/logto',
  'next-auth-v4': '/api/auth/callback/sallyport',
  'better-auth': '/api/auth/oauth2/callback/sallyport',
  'logto-next': '/callback',
}

/** The redirect address a library uses in development; null where the app chooses it. */
export function callbackFor(snippet: string | undefined): string | null {
  const path = snippet && callbacks[snippet]
  return path ? `http://localhost:3000${path}` : null
}
