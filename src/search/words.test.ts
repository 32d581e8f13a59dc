import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOneEdit } from './spelling.ts'
import { fold, tokens, wordsOf } from './words.ts'

describe('words of a text', () => {
  test('are folded: capitals, accents, ligatures and joined articles', () => {
    expect(wordsOf('Évora’s Straße, L’eau ﬁne, İstanbul, Łódź')).toEqual([
      'evora',
      'strasse',
      'eau',
      'fine',
      'istanbul',
      'lodz',
    ])
    expect(wordsOf('الجِسْرُ والميناء، مدرسة ٢٠٢٦')).toEqual(['جسر', 'ميناء', 'مدرسه', '2026'])
  })

  test('of a script without spaces are pairs, and the last character', () => {
    expect(wordsOf('東京タワー 2026年')).toEqual(['東京', '京タ', 'タワ', 'ワー', 'ー', '2026', '年'])
    expect(wordsOf('が')).toEqual(['が'])
  })

  test('keep the vowels of scripts that write them as marks', () => {
    expect(wordsOf('हिन्दी समाचार')).toEqual(['हिन्दी', 'समाचार'])
    expect(wordsOf('한국어 신문')).toEqual(['한국어', '신문'])
  })

  test('stand where they say, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const { word, from, to } of tokens(text)) {
          expect(to).toBeGreaterThan(from)
          expect(text.slice(from, to)).not.toMatch(/\s/u)
          expect(fold(text.slice(from, to))).toBe(word)
          expect(word).not.toMatch(/["'*\\:\s\ue000]/u)
        }
      }),
    )
  })
})

describe('one edit', () => {
  test('is an insertion, a deletion, a substitution or two letters swapped', () => {
    for (const typed of ['bridge', 'brige', 'brridge', 'bredge', 'birdge', 'ridge', 'bridges'])
      expect([typed, isOneEdit(typed, 'bridge')]).toEqual([typed, typed !== 'bridge'])
    for (const typed of ['brdieg', 'bring', 'bri', 'bridgess']) expect(isOneEdit(typed, 'bridge')).toBe(false)
  })
})
