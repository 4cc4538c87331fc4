import { describe, expect, it } from 'vitest'
import { previewTemplate } from './preview'
import type { Usage } from './usage'
import { validateTemplate } from './validate'

const tenant = { productName: 'Acme', domain: 'auth.acme.com', supportUrl: 'https://acme.com/help' }
const origin = '\n\n@{{domain}} #{{code}}'
const sms = (text: string, usage: Usage = 'MfaVerification') =>
  validateTemplate({ channel: 'sms', usage, content: { text }, tenant })
const email = (content: Record<string, string>, usage: Usage = 'MfaVerification') =>
  validateTemplate({ channel: 'email', usage, content: { subject: 'S', ...content }, tenant })
const rules = (checked: { problems: { rule: string; at: string }[] }) => checked.problems.map(({ rule, at }) => `${rule} ${at}`)

describe('saving a text message', () => {
  it('takes an ordinary one without a word', () => {
    expect(sms(`{{code}} is your {{app}} code.${origin}`)).toEqual({ problems: [], warnings: [] })
  })

  const refused: Record<string, [string, string[]]> = {
    'has no code': [`Hello${origin}`, ['code.required text']],
    'has the code twice': [`{{code}} {{ code }}${origin}`, ['code.repeated text']],
    'is empty': [' ', ['required text']],
    'has an unknown variable': ['{{code}} {{password}}', ['variable.unknown text']],
    'has a variable of notices': ['{{code}} {{device}}', ['variable.unavailable text']],
    'leaves braces open': ['{{code}} {{app', ['variable.unclosed text']],
    'closes what it never opened': ['{{code}} app}}', ['variable.unclosed text']],
    'has words after the autofill line': [`{{code}}${origin}\nbye`, ['origin text']],
    'has a fixed domain in the autofill line': ['{{code}}\n\n@acme.com #{{code}}', ['origin text']],
    'has a changed autofill line': ['{{code}}\n\n@{{domain}} #{{code}}!', ['origin text']],
    'is too long with long names': [`{{code}} ${'{{user.name}} '.repeat(30)}`, ['segments text']],
    'has an unstorable character': ['{{code}} \ud800', ['characters text']],
  }
  for (const [what, [text, expected]] of Object.entries(refused))
    it(`is refused when it ${what}`, () => expect(rules(sms(text))).toEqual(expected))

  it('says which domain codes would need', () => {
    expect(sms('{{code}}\n\n@acme.com #{{code}}').problems[0]?.message).toBe(
      "The autofill line uses acme.com, but sign-in runs on auth.acme.com. Codes won't fill in.",
    )
  })

  it('warns when the autofill line is absent, and of a character that doubles the price', () => {
    const { warnings } = sms(`{{code}} is your code. Don’t share it. ${'x'.repeat(40)}`)
    expect(warnings.map(({ rule }) => rule)).toEqual(['origin.absent', 'segments'])
    expect(warnings[1]?.message).toContain('"’"')
  })
})

describe('saving an email', () => {
  it('needs the code in every body it has', () => {
    expect(rules(email({ html: '<p>{{code}}</p>', text: 'hello' }))).toEqual(['code.required text'])
    expect(rules(email({ html: '<p>{{code}}</p>' }))).toEqual([])
  })

  it('needs a subject and a body', () => {
    expect(rules(email({ subject: '' }))).toEqual(['required subject', 'required html'])
  })

  it('wants addresses that are ones', () => {
    expect(rules(email({ html: '{{code}}', sendFrom: 'Acme <no-reply@acme.com>', replyTo: '{{user.name}}' }))).toEqual([
      'address replyTo',
    ])
  })
})

describe('saving a notice', () => {
  it('refuses a code', () => {
    expect(rules(sms('{{code}}', 'NewDeviceNotice'))).toEqual(['code.forbidden text'])
    expect(rules(email({ html: 'x', subject: '{{code}}' }, 'NewDeviceNotice'))).toEqual(['code.forbidden subject'])
  })

  for (const url of [
    'https://{{domain}}/reset?token=abc',
    'https://a.example/x?one_time_token=1',
    'https://a.example/#code=1',
    'https://a.example/m/3f9c0b7d1e2a4c5f8b6d7e9f0a1b2c3d',
  ])
    it(`refuses the key in ${url}`, () =>
      expect(rules(email({ html: `<a href="${url}">x</a>` }, 'PasswordChangedNotice'))).toEqual(['link.token html']))

  it('may name a page', () => {
    expect(
      rules(email({ html: '<a href="https://{{domain}}/forgot-password?ui_locales=de">x</a>' }, 'PasswordChangedNotice')),
    ).toEqual([])
  })
})

describe('an imported text that is never sent', () => {
  it('is taken as it is', () => {
    const content = { subject: 'Join {{organization.name}}', html: '{{link}}' }
    expect(validateTemplate({ channel: 'email', usage: 'OrganizationInvitation', content, tenant }).problems).toEqual([])
  })
})

describe('a preview', () => {
  it('shows words, encoding, segments and problems at once', () => {
    const shown = previewTemplate({
      channel: 'sms',
      usage: 'MfaVerification',
      content: { text: `{{code}} is your {{app}} code.${origin}` },
      tenant,
    })
    expect(shown).toMatchObject({
      text: '482913 is your Acme code.\n\n@auth.acme.com #482913',
      encoding: 'GSM-7',
      segments: 1,
      problems: [],
    })
  })
})
