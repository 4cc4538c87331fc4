import { expect, test } from 'vitest'
import { brandColors, contrast, readable, textOn } from './brand'

test('contrast follows WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 1)
})

test.each(['#ffd23f', '#1f5fd0', '#ffffff', '#000000', '#ff0000', '#7f7f7f', '#8ab4ff'])(
  'an admin who picks %s still gets pages that can be read',
  (color) => {
    const colors = brandColors(color, color)
    expect(contrast(textOn(color), color)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colors['--brand-text']!, '#ffffff')).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colors['--brand-text-dark']!, '#16191f')).toBeGreaterThanOrEqual(4.5)
  },
)

test('a color that reads well is left as it is', () => {
  expect(readable('#1f5fd0', ['#ffffff'], '#000000')).toBe('#1f5fd0')
})
