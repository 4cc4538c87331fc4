/** What both dialects describe alike. */
export const bearer = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }
export const cookie = (name: string, description: string) => ({ type: 'apiKey', in: 'cookie', name, description })
export const csrf = (name: string, from: string) => ({
  type: 'apiKey',
  in: 'header',
  name,
  description: `The value of the cookie ${from}, beside a cookie that proves the session.`,
})
/** A token in the header; or a cookie, which changes something only with the CSRF token beside it. */
export const proof = (write: boolean): string[][] => [['bearer'], write ? ['cookie', 'csrf'] : ['cookie']]

export const header = (name: string, description: string) => ({ name, in: 'header', schema: { type: 'string' }, description })
export const clientId = header('X-Client-Id', 'The application; without it the built-in one.')
