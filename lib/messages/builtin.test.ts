import { describe, expect, it } from 'vitest'
import { limits } from '@/lib/policy/limits'
import { builtIn, builtInLanguages } from './builtin'
import { numbers } from './numbers'
import { previewTemplate } from './preview'
import { render } from './render'
import { sampleValues } from './samples'
import { codeUsages, noticeUsages, usageOf } from './usage'

const tenant = { productName: 'Sallyport', domain: 'auth.example.com', supportUrl: '' }
const all = builtInLanguages.flatMap((tag) => [...codeUsages, ...noticeUsages].map((usage) => ({ tag, usage })))

describe('the texts that ship', () => {
  for (const { tag, usage } of all)
    it(`${usage} in ${tag} would pass its own save rules, without a warning`, () => {
      for (const channel of ['sms', 'email'] as const) {
        const content = builtIn(channel, usage, tag) ?? {}
        const { problems, warnings, segments } = previewTemplate({ channel, usage, content, tenant })
        // scripts beyond GSM-7 have 70 characters in a message: what does not fit takes a second one, and nothing else is amiss
        const wide = ['ja', 'zh-CN', 'ko', 'ar'].includes(tag)
        expect([problems, warnings.filter(({ rule }) => !wide || rule !== 'segments')]).toEqual([[], []])
        if (channel === 'sms') expect(segments).toBeLessThanOrEqual(wide ? 2 : 1)
      }
    })

  it('leave no placeholder behind in a part', () => {
    for (const { tag, usage } of all)
      expect(JSON.stringify(render('email', builtIn('email', usage, tag) ?? {}, sampleValues(tenant)))).not.toMatch(
        /\{\{|\}\}|undefined/,
      )
  })

  it('follow the copy deck', () => {
    expect(
      render('sms', builtIn('sms', 'MfaVerification', 'en') ?? {}, { ...sampleValues(tenant), expiresInMinutes: '10' }).text,
    ).toBe("482913 is your Sallyport code. It expires in 10 minutes. Don't share it.\n\n@auth.example.com #482913")
  })
})

describe('names of usages', () => {
  it('know the old spelling and the one that is only imported', () => {
    expect(['BindMFA', 'OrganizationInvitation', 'toString'].map(usageOf)).toEqual(['BindMfa', 'OrganizationInvitation', null])
  })
})

describe('the numbers of sending', () => {
  it('are those of the table that the console shows', () => {
    expect(numbers.recipient).toEqual(limits.recipient)
    expect(numbers.perAddress).toEqual(limits.address.send)
    expect(numbers.prefix).toEqual(limits.sms.prefix)
    expect(numbers.countriesPerAddress).toEqual(limits.sms.countriesPerAddress)
    expect(numbers.dailySends.count).toBe(limits.sms.dailySends)
  })
})
