import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assignIds, normalizeInlines, type Draft } from './document-ids.ts'
import { document, draft, inlines } from './document.arbitrary.ts'
import { documentSchema } from './document.ts'

const paragraph = (text: string): Draft => ({ type: 'paragraph', children: [{ type: 'text', text }] })
const idsOf = (drafts: Draft[], previous?: ReturnType<typeof assignIds>) =>
  assignIds(drafts, previous).blocks.map(({ id }) => id)

describe('block ids', () => {
  test('are unique and valid for any blocks', () => {
    fc.assert(
      fc.property(
        fc.array(draft, { maxLength: 8 }),
        (drafts) => void documentSchema.parse(assignIds([...drafts, ...drafts])),
      ),
    )
  })

  test('are kept by what did not change, wherever it moved', () => {
    fc.assert(
      fc.property(document, (before) => {
        const again = before.blocks.map(({ id: _, ...block }): Draft => block)
        expect(assignIds(again, before)).toEqual(before)
      }),
    )
    const before = assignIds([paragraph('a'), paragraph('b'), paragraph('c')])
    const [a, b, c] = before.blocks.map(({ id }) => id)
    expect(idsOf([paragraph('c'), paragraph('a'), paragraph('b')], before)).toEqual([c, a, b])
  })

  test('stay with a corrected paragraph', () => {
    const before = assignIds([paragraph('a'), paragraph('b'), paragraph('c')])
    expect(idsOf([paragraph('a'), paragraph('b, corrected'), paragraph('c')], before)).toEqual(
      before.blocks.map(({ id }) => id),
    )
  })
})

describe('running text', () => {
  test('normalised twice is the same', () => {
    fc.assert(fc.property(inlines, (nodes) => void expect(normalizeInlines(nodes)).toEqual(nodes)))
  })

  test('joins neighbours, unwraps a mark in itself and puts breaks outside', () => {
    const text = (value: string) => ({ type: 'text' as const, text: value })
    expect(
      normalizeInlines([
        text(' a'),
        text('b'),
        { type: 'strong', children: [text('c'), { type: 'strong', children: [text('d')] }, { type: 'break' }] },
        { type: 'emphasis', children: [] },
        text('e '),
      ]),
    ).toEqual([text('ab'), { type: 'strong', children: [text('cd')] }, { type: 'break' }, text('e')])
  })
})
