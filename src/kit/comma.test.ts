import { expect, test } from 'vitest'
import { commaOf } from './comma.ts'

test('parts that stand side by side have the comma of their language between them', () => {
  const said = ['en', 'de', 'fr', 'es', 'pt-BR', 'ar', 'fa-IR', 'zh-TW', 'ja', 'th'].map(commaOf)
  expect(said).toEqual([', ', ', ', ', ', ', ', ', ', '، ', '، ', '，', '、', ', '])
  expect(['', 'no tag', 'x'.repeat(40)].map(commaOf)).toEqual([', ', ', ', ', '])
})
