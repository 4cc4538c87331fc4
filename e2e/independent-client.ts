import { demoPassword, messages, newestCode } from './support/instance'
import { plainBrowser, step } from './support/plain-browser'
import { relyingParty } from './support/relying-party'

/** `npx tsx e2e/independent-client.ts`: an outside application signs a demo person in with a password and the text message from the inbox. */
const phone = '+12125550101'
const party = await relyingParty()
const request = await party.begin({ scope: 'openid profile email phone' })
const browser = plainBrowser()
const sentBefore = (await messages(phone)).length

let page = await browser.go(request.url)
console.log(`${page.url.pathname} shows ${step(page)}`)
page = await browser.submit(page, 'continue', { identifier: 'sms@example.com', password: demoPassword })
console.log(`${page.url.pathname} shows ${step(page)}`)
page = await browser.submit(page, 'continue', { code: await newestCode(phone, sentBefore + 1) })
const tokens = await request.finish(page.url)
console.log('ID token claims:', JSON.stringify(tokens.claims(), null, 2))
