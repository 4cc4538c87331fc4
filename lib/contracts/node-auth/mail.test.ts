import { beforeEach, describe, expect, it } from 'vitest'
import { now, shiftClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { testDb } from '@/lib/db/testing'
import { aMember, arrived, password, settings } from '@/lib/flows/testing'
import { messagesUnderway } from '@/lib/flows/underway'
import { aHouse, origin } from '../direct/testing'
import { aClient, aPage, aPhone } from './testing'

/** contracts/node-auth.md §7: what is mailed, and what is done by it. */

aHouse(process.env, () => testDb())
const plain = () => settings({ mfa: { factors: [], policy: 'NoPrompt' } })

const another = 'quite another phrase'
const mails = { methods: [{ identifier: 'email', verificationCode: true }, { identifier: 'phone' }, { identifier: 'username' }] }
const linksSignIn = (factors: string[] = []) => settings({ signIn: mails, mfa: { factors, policy: 'NoPrompt' } })
beforeEach(plain)

/** The newest mail's link, and the token in it. */
async function linked(to: string) {
  await messagesUnderway()
  const [mail] = await arrived(to)
  const url = new URL(mail?.link ?? 'http://none/')
  return { mail, url, token: url.searchParams.get('token') ?? '' }
}

describe('POST /magic-link', () => {
  beforeEach(() => linksSignIn())

  it('signs in by a link that works once, and proves the mailbox', async () => {
    const person = await aMember()
    const client = aPhone()
    expect(await client.sendMagicLink({ email: person.email })).toMatchObject({ status: 200, success: true })
    const { mail, url, token } = await linked(person.email)
    expect(`${url.origin}${url.pathname}`).toBe(`${origin}/link/magic-link`)
    expect([mail?.code, mail?.text.includes(url.href), mail?.html?.includes(`href="${url.href}"`)]).toEqual([null, true, true])
    expect(mail?.text).not.toContain('{{')
    expect(token.split('.')[1]).toHaveLength(43)
    const all = await Promise.all(Array.from({ length: 4 }, () => aPhone().verifyMagicLink({ token })))
    expect(all.filter(({ success }) => success)).toHaveLength(1)
    expect(all.filter(({ code }) => code === 'INVALID_MAGIC_LINK')).toHaveLength(3)
    expect((await db().user.findUnique({ where: { id: person.id } }))?.emailVerifiedAt).not.toBeNull()
    expect(JSON.stringify(await db().interaction.findMany({ where: { userId: person.id } }))).not.toContain(token.split('.')[1])
  })

  it('says the same of nobody, waits between two, and ends after ten minutes', async () => {
    const person = await aMember()
    const client = aClient()
    for (const email of [person.email, 'ghost@example.com']) {
      expect(await client.sendMagicLink({ email })).toMatchObject({ status: 200, success: true })
      expect(await client.sendMagicLink({ email })).toMatchObject({ status: 429, code: 'RATE_LIMITED' })
    }
    await messagesUnderway()
    expect(await arrived('ghost@example.com')).toEqual([])
    const { token } = await linked(person.email)
    expect(await client.verifyMagicLink({ token: `${token}x` })).toMatchObject({ status: 401, code: 'INVALID_MAGIC_LINK' })
    expect(await aPage().verifyMagicLink({ token: 'garbage' })).toMatchObject({ status: 400, code: 'INVALID_MAGIC_LINK' })
    shiftClock(601)
    expect(await client.verifyMagicLink({ token })).toMatchObject({ status: 401, code: 'MAGIC_LINK_EXPIRED' })
  })

  it('refuses by name', async () => {
    const client = aClient()
    expect(await client.sendMagicLink({})).toMatchObject({ status: 400, code: 'EMAIL_REQUIRED' })
    expect(await client.sendMagicLink({ mode: '2fa' })).toMatchObject({ status: 400, code: 'TEMP_TOKEN_REQUIRED' })
    expect(await client.sendMagicLink({ mode: '2fa', tempToken: 'x' })).toMatchObject({ status: 401, code: 'INVALID_TEMP_TOKEN' })
    await plain()
    expect(await client.sendMagicLink({ email: 'a@example.com' })).toMatchObject({ status: 400, code: 'MAGIC_LINK_DISABLED' })
    await db().connector.updateMany({ where: { channel: 'email' }, data: { enabled: false } })
    await plain()
    expect(await client.sendMagicLink({ email: 'a@example.com' })).toMatchObject({ status: 500, code: 'EMAIL_NOT_CONFIGURED' })
    await db().connector.updateMany({ where: { channel: 'email' }, data: { enabled: true } })
  })

  it('never stands for two: a second step is asked for, and not by mail', async () => {
    await linksSignIn(['PhoneVerificationCode', 'EmailVerificationCode'])
    const person = await aMember({ sms: true, mailbox: true })
    const client = aPhone()
    await client.sendMagicLink({ email: person.email })
    const asked = await client.verifyMagicLink({ token: (await linked(person.email)).token })
    expect(asked).toMatchObject({ status: 200, requiresTwoFactor: true, available2faMethods: ['sms'] })
    expect(asked.accessToken).toBeUndefined()
  })

  it('as second step it belongs to its own sign-in', async () => {
    await settings({ mfa: { factors: ['EmailVerificationCode'], policy: 'NoPrompt' } })
    const person = await aMember({ mailbox: true })
    const [client, other] = [aPhone(), aPhone()]
    const { tempToken, available2faMethods } = await client.login(person.email, password)
    expect(available2faMethods).toEqual(['magic-link'])
    expect(await client.sendMagicLink({ mode: '2fa', tempToken })).toMatchObject({ status: 200, success: true })
    expect(await client.sendMagicLink({ mode: '2fa', tempToken })).toMatchObject({ status: 429 })
    const { token: early } = await linked(person.email)
    shiftClock(31)
    expect(await client.sendMagicLink({ mode: '2fa', tempToken })).toMatchObject({ status: 200, success: true })
    const { token } = await linked(person.email)
    expect(token).not.toBe(early)
    expect((await client.verifyMagicLink({ token: early, mode: '2fa', tempToken })).success).toBe(false)
    const { tempToken: theirs } = await other.login(person.email, password)
    expect(await other.verifyMagicLink({ token, mode: '2fa', tempToken: theirs })).toMatchObject({
      status: 401,
      code: 'TOKEN_MISMATCH',
    })
    expect((await other.verifyMagicLink({ token })).success).toBe(false)
    expect(await client.verifyMagicLink({ token, mode: '2fa', tempToken })).toMatchObject({ status: 200, success: true })
    expect((await client.me()).sub).toBe(person.id)
  })
})

describe('forgotten passwords', () => {
  it('one link, one new password; sessions end, factors stay, nobody is signed in', async () => {
    await settings({ mfa: { factors: ['PhoneVerificationCode'], policy: 'NoPrompt' } })
    const person = await aMember({ sms: true })
    const client = aClient()
    for (const email of [person.email, 'ghost@example.com'])
      expect(await client.forgotPassword(email)).toMatchObject({ status: 200, success: true })
    const { token, url, mail } = await linked(person.email)
    expect([url.pathname, mail?.code]).toEqual(['/link/reset-password', null])
    expect(await client.resetPassword(token, 'short')).toMatchObject({ status: 400, code: 'WEAK_PASSWORD' })
    shiftClock(3000)
    const all = await Promise.all([1, 2, 3].map(() => client.resetPassword(token, another)))
    expect(all.filter(({ success }) => success)).toHaveLength(1)
    expect(all.filter(({ code }) => code === 'INVALID_RESET_TOKEN')).toHaveLength(2)
    expect(all.find(({ success }) => success)?.accessToken).toBeUndefined()
    expect(await client.login(person.email, password)).toMatchObject({ status: 401 })
    expect(await client.login(person.email, another)).toMatchObject({ status: 200, requiresTwoFactor: true })
  })

  it('a link ends after an hour', async () => {
    const person = await aMember()
    await aClient().forgotPassword(person.email)
    const { token } = await linked(person.email)
    shiftClock(3601)
    expect(await aClient().resetPassword(token, another)).toMatchObject({ status: 400, code: 'RESET_TOKEN_EXPIRED' })
    expect(await aClient().resetPassword('garbage', another)).toMatchObject({ status: 400, code: 'INVALID_RESET_TOKEN' })
  })

  it('a link for one thing is no link for another', async () => {
    await linksSignIn()
    const person = await aMember()
    await aClient().forgotPassword(person.email)
    const { token } = await linked(person.email)
    for (const answer of [
      await aClient().verifyMagicLink({ token }),
      await aClient().verifyEmail(token),
      await aClient().confirmEmailChange(token),
    ])
      expect(answer.success).toBe(false)
    expect(await aClient().resetPassword(token, another)).toMatchObject({ success: true })
  })
})

describe('POST /change-password', () => {
  it('by the one before; every other session ends', async () => {
    const person = await aMember()
    const [here, there] = [aPhone(), aPhone()]
    await here.login(person.email, password)
    await there.login(person.email, password)
    expect(await here.changePassword('wrong', another)).toMatchObject({ status: 401, code: 'INVALID_CURRENT_PASSWORD' })
    expect(await here.changePassword('', another)).toMatchObject({ status: 401, code: 'INVALID_CURRENT_PASSWORD' })
    expect(await here.changePassword(password, 'short')).toMatchObject({ status: 400, code: 'WEAK_PASSWORD' })
    expect(await here.changePassword(password, another)).toMatchObject({ status: 200, success: true })
    expect(await here.once('GET', '/me')).toMatchObject({ status: 200 })
    expect(await there.once('GET', '/me')).toMatchObject({ status: 401 })
    expect(await aClient().login(person.email, another)).toMatchObject({ status: 200 })
  })
})

describe('proving a mailbox', () => {
  it('the link of a sign-up makes the account; a visit or a scanner changes nothing', async () => {
    const email = 'joiner@example.com'
    const client = aPhone()
    const { userId } = await client.register({ email, password: another, firstName: 'Jo', lastName: 'Iner' })
    const { token, mail, url } = await linked(email)
    expect(mail?.code).toMatch(/^\d{6}$/)
    expect(mail?.text).toContain(url.href)
    const visit = await client.once('GET', `/verify-email?token=${token}`, undefined, { 'sec-fetch-mode': 'navigate' })
    expect([visit.status, visit.headers.get('location')]).toEqual([303, url.href])
    expect(await client.login(email, another)).toMatchObject({ status: 403, code: 'EMAIL_NOT_VERIFIED' })
    shiftClock(23 * 3600)
    expect(await client.verifyEmail(token)).toMatchObject({ status: 200, success: true })
    expect(await client.verifyEmail(token)).toMatchObject({ status: 400, code: 'INVALID_VERIFICATION_TOKEN' })
    expect(await client.login(email, another)).toMatchObject({ status: 200, success: true })
    expect((await client.sessions()).sessions).toHaveLength(1)
    expect(await client.me()).toMatchObject({
      id: userId,
      isEmailVerified: true,
      firstName: 'Jo',
      lastName: 'Iner',
      name: 'Jo Iner',
    })
  })

  it('of an account that has not proven its own', async () => {
    const person = await aMember()
    const client = aPhone()
    await client.login(person.email, password)
    const budgets = () => db().limit.count({ where: { key: { startsWith: 'send:recipient:600' } } })
    const before = await budgets()
    expect(await client.sendVerificationEmail()).toMatchObject({ status: 200, success: true })
    expect(await budgets()).toBe(before + 1)
    expect(await client.sendVerificationEmail()).toMatchObject({ status: 429 })
    const { token } = await linked(person.email)
    expect(await client.verifyEmail('')).toMatchObject({ status: 400, code: 'TOKEN_REQUIRED' })
    const twice = await Promise.all([client.verifyEmail(token), client.verifyEmail(token)])
    expect(twice.map(({ success }) => success).sort()).toEqual([false, true])
    expect(await client.me()).toMatchObject({ isEmailVerified: true })
    expect(await client.sendVerificationEmail()).toMatchObject({ status: 400, code: 'ALREADY_VERIFIED' })
  })

  it('its link ends after a day', async () => {
    const person = await aMember()
    const client = aPhone()
    await client.login(person.email, password)
    await client.sendVerificationEmail()
    const { token } = await linked(person.email)
    shiftClock(24 * 3600 + 1)
    expect(await client.verifyEmail(token)).toMatchObject({ status: 400, code: 'VERIFICATION_TOKEN_EXPIRED' })
  })
})

describe('POST /change-email', () => {
  it('the new mailbox takes over once its link was opened, and the old one is told', async () => {
    const person = await aMember({ proven: true })
    const client = aPhone()
    await client.login(person.email, password)
    expect(await client.requestEmailChange('nonsense')).toMatchObject({ status: 400, code: 'INVALID_EMAIL' })
    const to = 'moved@example.com'
    expect(await client.requestEmailChange(to)).toMatchObject({ status: 200, success: true })
    const { token, url } = await linked(to)
    expect(url.pathname).toBe('/link/change-email')
    expect((await client.me()).email).toBe(person.email)
    shiftClock(1800)
    expect(await client.confirmEmailChange(token)).toMatchObject({ status: 200, success: true })
    expect(await client.confirmEmailChange(token)).toMatchObject({ status: 400, code: 'INVALID_EMAIL_CHANGE_TOKEN' })
    expect(await client.me()).toMatchObject({ email: to, isEmailVerified: true })
    await messagesUnderway()
    expect((await arrived(person.email)).map(({ usageType }) => usageType)).toContain('ContactChangedNotice')
  })

  it('asks for a proof, says the same of a taken address, and ends after an hour', async () => {
    const [person, owner] = [await aMember({ proven: true }), await aMember({ proven: true })]
    const client = aPhone()
    await client.login(person.email, password)
    expect(await client.requestEmailChange(owner.email)).toMatchObject({ status: 200, success: true })
    await messagesUnderway()
    expect((await arrived(owner.email)).filter(({ link }) => link)).toEqual([])
    await client.requestEmailChange('late@example.com')
    const { token } = await linked('late@example.com')
    shiftClock(700)
    expect(await client.requestEmailChange('x@example.com')).toMatchObject({ status: 403, code: 'STEP_UP_REQUIRED' })
    shiftClock(3601)
    expect(await client.confirmEmailChange(token)).toMatchObject({ status: 400, code: 'EMAIL_CHANGE_TOKEN_EXPIRED' })
    expect(now()).toBeGreaterThan(0)
  })
})
