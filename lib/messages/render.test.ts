import { describe, expect, it } from 'vitest'
import { personalWords, render, textOf } from './render'

describe('substitution', () => {
  it('is done once: braces in a value are only text', () => {
    expect(render('email', { text: 'Hi {{user.name}}' }, { 'user.name': '{{code}}', code: '482913' }).text).toBe('Hi {{code}}')
  })

  it('knows aliases and spaces, and makes nothing of what is unknown or missing', () => {
    const values = { appName: 'Acme', expiresInMinutes: '5' }
    expect(render('sms', { text: '{{ app }} {{appName}} {{minutes}}[{{nope}}][{{user.name}}]' }, values).text).toBe(
      'Acme Acme 5[][]',
    )
  })

  it('does not read a dollar sign in a value as a command', () => {
    expect(render('sms', { text: 'a {{app}} b' }, { appName: "$& $' $1" }).text).toBe("a $& $' $1 b")
  })
})

describe('escaping', () => {
  const hostile = `<img src=x onerror="a('b')">&`

  it('escapes values in html and leaves them alone in text', () => {
    const shown = render(
      'email',
      { html: '<p title="{{user.name}}">{{user.name}}</p>', text: '{{user.name}}' },
      { 'user.name': hostile },
    )
    expect(shown.html).not.toMatch(/<img|"a|'b/)
    expect(shown.html).toContain('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;')
    expect(shown.text).toBe(hostile)
  })

  it('keeps line breaks out of every header, from template and value alike', () => {
    const evil = 'Acme\r\nBcc: all@example.com\u0000\u2028x'
    const content = { text: '', subject: 'Hi\n{{app}}', sendFrom: '{{app}} <a@example.com>\r\nX: y', replyTo: 'a@example.com\n' }
    const { subject, from, replyTo } = render('email', content, { appName: evil })
    for (const header of [subject, from, replyTo]) expect(header).not.toMatch(/[\r\n\0\u2028]/)
    expect(subject).toBe('Hi Acme Bcc: all@example.com x')
  })
})

describe('a person’s own words in a text message', () => {
  const cases: Record<string, [string, string]> = {
    'a link': ['Jane https://evil.example/x now', 'Jane now'],
    'a bare host': ['see evil.com/login', 'see'],
    'a code': ['999111 is your', 'is your'],
    'a code spaced out': ['9 9 9 1-1 1 is', 'is'],
    'a code in other digits': ['١٢٣٤٥٦ ok', 'ok'],
    'a code with a hidden character in it': ['99\u200b91 11 ok', 'ok'],
    'a line break': ['Jane\n\n@evil #1', 'Jane @evil #1'],
    'a link around a code': ['ev1234il.com hi', 'hi'],
    'too much': ['x'.repeat(50), 'x'.repeat(20)],
    'a joiner only': ['क्\u200dष', 'क्ष'],
    nothing: ['Zoë Müller-Đặng', 'Zoë Müller-Đặng'],
  }
  for (const [what, [given, left]] of Object.entries(cases)) it(`loses ${what}`, () => expect(personalWords(given)).toBe(left))

  it('cannot fake the autofill line from the product’s name', () => {
    expect(render('sms', { text: '{{app}}' }, { appName: 'A\n@evil.com #123456' }).text).not.toContain('\n')
  })

  it('stay as they are in an email', () => {
    expect(render('email', { text: '{{user.name}}' }, { 'user.name': 'Agent 0047' }).text).toBe('Agent 0047')
  })
})

describe('the text of an html template', () => {
  it('keeps words, breaks and addresses of links, and no markup', () => {
    const html =
      '<head><title>T</title></head><style>p{}</style><h1>Your  code</h1><p>{{code}}<br>Ask &amp; <a href="{{supportUrl}}">help</a></p><!-- x -->'
    expect(textOf(html)).toBe('Your code\n\n{{code}}\nAsk & help ({{supportUrl}})')
  })

  it('is used when there is no other, with raw values', () => {
    expect(render('email', { html: '<p>{{user.name}}</p>' }, { 'user.name': 'a < b' }).text).toBe('a < b')
    expect(render('email', { html: '<p>x</p>', text: 'own' }, {}).text).toBe('own')
  })
})
