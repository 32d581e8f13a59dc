import { describe, expect, test } from 'vitest'
import { growthOf, maxGrowth } from '../../tests/hostile/doubling.ts'
import { normalForm } from './normal-form.ts'

describe('a normal form', () => {
  test.each(['NFC', 'NFD', 'NFKD'] as const)('%s is what the runtime makes of ordinary text', (form) => {
    for (const text of ['Café Zürich', 'Cafe\u0301 Zu\u0308rich', 'ﬁn ½', 'e\u0316\u0301\u0316', 'نَصّ', '한국어', '']) {
      expect(normalForm(text, form)).toBe(text.normalize(form))
    }
  })

  test('leaves a row of marks that no language has as it is, and normalises what stands around it', () => {
    const row = '\u0301\u0316'.repeat(50)
    expect(normalForm(`Cafe\u0301 ${row} Cafe\u0301`, 'NFC')).toBe(`Café ${row} Café`)
  })

  test('takes twice as long for twice as many marks', () => {
    const marks = (length: number) => '\u0301\u0316'.repeat(length / 2)
    for (const form of ['NFC', 'NFKD'] as const) {
      expect(growthOf(marks, (text) => normalForm(text, form))).toBeLessThanOrEqual(maxGrowth)
    }
  })
})
