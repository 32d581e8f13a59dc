import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { publicId, slugify } from './ids.ts'

test('a public id is 16 characters that nobody guesses', () => {
  const ids = new Set(Array.from({ length: 5000 }, publicId))
  expect(ids.size).toBe(5000)
  for (const id of ids) expect(id).toMatch(/^[a-z2-7]{16}$/u)
})

describe('slugify', () => {
  test.each([
    ['Swing bridge to stay shut at rush hour', 'swing-bridge-to-stay-shut-at-rush-hour'],
    ['Ærø: Østergaard’s Straße, Łódź & Þingvellir', 'aero-ostergaards-strasse-lodz-thingvellir'],
    ['Crème brûlée à Nîmes', 'creme-brulee-a-nimes'],
    ['الجسر مغلق', 'الجسر-مغلق'],
    ['Йошкар-Ола', 'йошкар-ола'],
    ['橋は閉鎖', '橋は閉鎖'],
    ['हिन्दी समाचार', 'हिन्दी-समाचार'],
    ['İstanbul', 'istanbul'],
    ['  --  ', 'untitled'],
    ['../../etc/passwd?a=b#c', 'etc-passwd-a-b-c'],
  ])('%s', (text, slug) => {
    expect(slugify(text)).toBe(slug)
  })

  test('a long headline ends at a word', () => {
    const slug = slugify('harbour '.repeat(30))
    expect(slug.length).toBeLessThanOrEqual(80)
    expect(slug).toMatch(/harbour$/u)
  })

  test('whatever is typed, a slug is one clean part of a path, and its own slug', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const slug = slugify(text)
        expect(slug).toMatch(/^[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*$/u)
        expect([...slug].length).toBeLessThanOrEqual(80)
        expect(slugify(slug)).toBe(slug)
      }),
    )
  })
})
