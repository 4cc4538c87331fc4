import { describe, expect, it } from 'vitest'
import { segmentsOf } from './segments'

const english = "482913 is your Acme code. It expires in 10 minutes. Don't share it.\n\n@auth.acme.com #482913"

describe('segments', () => {
  it('are those measured for the copy deck', () => {
    expect(segmentsOf(english)).toEqual({ encoding: 'GSM-7', characters: 91, segments: 1, offending: [] })
    expect(segmentsOf(english.replace("'", '’'))).toMatchObject({
      encoding: 'UCS-2',
      characters: 91,
      segments: 2,
      offending: ['’'],
    })
  })

  it('change at 160 and then every 153', () => {
    expect([160, 161, 306, 307].map((n) => segmentsOf('a'.repeat(n)).segments)).toEqual([1, 2, 2, 3])
  })

  it('count extension characters twice and never split one', () => {
    expect(segmentsOf('€'.repeat(80))).toMatchObject({ encoding: 'GSM-7', characters: 160, segments: 1 })
    expect(segmentsOf(`${'a'.repeat(152)}€${'a'.repeat(152)}`).segments).toBe(3)
  })

  it('change at 70 and then every 67 in UCS-2, with pairs kept together', () => {
    expect([70, 71, 134, 135].map((n) => segmentsOf('я'.repeat(n)).segments)).toEqual([1, 2, 2, 3])
    expect(segmentsOf('😀'.repeat(35))).toMatchObject({ characters: 70, segments: 1 })
    expect(segmentsOf(`${'я'.repeat(66)}😀${'я'.repeat(66)}`).segments).toBe(3)
  })

  it('name each character that GSM-7 lacks once', () => {
    expect(segmentsOf('ó ß ã ó').offending).toEqual(['ó', 'ã'])
  })
})
