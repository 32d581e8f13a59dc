import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accentStyles, contrast } from './accent.ts'

test('whatever colour a publisher picks can be read on both papers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (colour) => {
      const [light, dark] = [
        ...(accentStyles(`#${colour.toString(16).padStart(6, '0')}`) ?? '').matchAll(/--accent:#(..)(..)(..)/gu),
      ].map(([, r = '', g = '', b = '']) => [r, g, b].map((pair) => Number.parseInt(pair, 16)))
      expect(contrast(light as [number, number, number], [255, 255, 255])).toBeGreaterThanOrEqual(4.5)
      expect(contrast(dark as [number, number, number], [18, 20, 22])).toBeGreaterThanOrEqual(4.5)
    }),
  )
})

test('a colour that already can be read stays as it is', () => {
  expect(accentStyles('#0a4d68')).toContain('--accent:#0a4d68;')
})

test('what is no colour makes no stylesheet', () => {
  expect(accentStyles('red;} body{display:none')).toBeUndefined()
})
