import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { document } from '../articles/document.arbitrary.ts'
import type { Block, Document } from '../articles/document.ts'
import { emptyContent, type Content } from '../working-copies/content.ts'
import { differenceOf, type BlockDifference, type Difference } from './diff.ts'
import { partsOf } from './parts.ts'
import { steadyOrder } from './steady-order.ts'
import { aBudget, diffOfWords, type Piece } from './word-diff.ts'

const paragraph = (id: string, text: string): Block => ({
  id,
  type: 'paragraph',
  children: text === '' ? [] : [{ type: 'text', text }],
})
const content = (blocks: Block[], more: Partial<Content> = {}): Content => ({
  ...emptyContent('en'),
  ...more,
  document: { version: 1, blocks },
})
const side = (pieces: readonly Piece[], other: 'inserted' | 'deleted') =>
  pieces
    .filter(({ kind }) => kind !== other)
    .map(({ words }) => words)
    .join('')
const said = (pieces: readonly Piece[]) =>
  pieces.map(({ kind, words }) => ({ same: words, inserted: `+${words}+`, deleted: `-${words}-` })[kind]).join('')

describe('words', () => {
  test.each([
    ['The old harbour is shut.', 'The new port is shut.', 'The -old harbour-+new port+ is shut.'],
    ['It opens at nine.', 'It opens at nine, not ten.', 'It opens at nine+, not ten+.'],
    ['', 'Words.', '+Words.+'],
    ['Words.', '', '-Words.-'],
    ['桥在周一关闭。', '桥在周二关闭。', '桥在周-一-+二+关闭。'],
    ['الجسر مغلق اليوم', 'الجسر مفتوح اليوم', 'الجسر -مغلق-+مفتوح+ اليوم'],
  ])('%j becomes %j', (from, to, shown) => {
    expect(said(diffOfWords(from, to, aBudget()))).toBe(shown)
  })

  test('both texts are in their difference, whatever they hold', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(fc.constantFrom('a', 'b ', ' ', 'c.', '桥', '\n'), { maxLength: 40 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 30 }), (from, to, left) => {
        const pieces = diffOfWords(from, to, { left: left ** 2 })
        expect([side(pieces, 'inserted'), side(pieces, 'deleted')]).toEqual([from, to])
      }),
    )
  })
})

/** The parts of the blocks on one side, put together from a difference alone. */
function sideOf({ blocks }: Difference, other: 'inserted' | 'deleted'): Map<string, Record<string, string>> {
  const shown = blocks.filter(({ change }) => change !== other)
  return new Map(
    shown.map(({ blockId, texts }) => [
      blockId,
      Object.fromEntries(
        texts
          .map(({ part, pieces }): [string, string] => [part, side(pieces, other)])
          .filter(([, words]) => words !== ''),
      ),
    ]),
  )
}

const textsOf = ({ blocks }: Document) => new Map(blocks.map((block) => [block.id, partsOf(block).texts]))

describe('a difference', () => {
  test('holds both sides of any two documents, and says nothing of a document and itself', () => {
    const half = fc.tuple(document, document, fc.array(fc.boolean(), { maxLength: 40 }))
    fc.assert(
      fc.property(half, ([one, other, kept]) => {
        // Some blocks are shared, some of them at other places.
        const shared = one.blocks.filter((_, index) => kept[index])
        const ids = new Set(shared.map(({ id }) => id))
        const second = [...other.blocks.filter(({ id }) => !ids.has(id)), ...shared.toReversed()]
        const to = content(second)
        const found = differenceOf(content(one.blocks), to)
        expect(sideOf(found, 'deleted')).toEqual(textsOf(to.document))
        expect(sideOf(found, 'inserted')).toEqual(textsOf(one))
        expect(found.blocks.filter(({ change }) => change !== 'deleted').map(({ blockId }) => blockId)).toEqual(
          second.map(({ id }) => id),
        )
        const none = differenceOf(to, to)
        expect(none.counts).toEqual({ inserted: 0, deleted: 0, changed: 0, moved: 0, fields: 0 })
      }),
      { numRuns: 60 },
    )
  })

  const brief = ({ blocks }: Difference) =>
    blocks.map(({ blockId, change, isMoved }: BlockDifference) => `${blockId} ${change}${isMoved ? ' moved' : ''}`)

  test('shows where a block came from, went and what was taken out between', () => {
    const from = content([paragraph('aaaa', 'One.'), paragraph('bbbb', 'Two.'), paragraph('cccc', 'Three.')])
    const to = content([paragraph('cccc', 'Three.'), paragraph('aaaa', 'One.'), paragraph('dddd', 'Four.')])
    expect(brief(differenceOf(from, to))).toEqual(['cccc same moved', 'aaaa same', 'bbbb deleted', 'dddd inserted'])
  })

  test('tells a link or a mark from words, and another picture from another caption', () => {
    const link: Block = {
      id: 'aaaa',
      type: 'paragraph',
      children: [{ type: 'link', href: '/x', children: [{ type: 'text', text: 'One.' }] }],
    }
    expect(brief(differenceOf(content([paragraph('aaaa', 'One.')]), content([link])))).toEqual(['aaaa marked'])
    const picture = (media: string, alt: string): Block => ({ id: 'pppp', type: 'picture', media, alt })
    const [changed] = differenceOf(content([picture('m1', 'A quay')]), content([picture('m2', 'A quay')])).blocks
    expect(changed).toMatchObject({ change: 'changed', values: [{ part: 'media', from: 'm1', to: 'm2' }] })
  })

  test('names the fields that differ, with their words', () => {
    const lead = { media: 'm1', alt: 'A quay', decorative: false, caption: '', credit: 'Ana' }
    const from = content([], { headline: 'The ferry stops', topics: [1], lead })
    const to = content([], { headline: 'The ferry returns', topics: [2, 1], lead: { ...lead, credit: 'Ben' } })
    const names = { topics: new Map([[1, 'Harbour']]), authors: new Map(), related: new Map() }
    const found = differenceOf(from, to, names)
    expect(found.fields.map(({ field }) => field)).toEqual(['headline', 'lead', 'topics'])
    expect(said(found.fields[0]?.texts[0]?.pieces ?? [])).toBe('The ferry -stops-+returns+')
    // A topic that is gone is known by its number alone.
    expect(said(found.fields[2]?.texts[0]?.pieces ?? [])).toBe('+2+ · Harbour')
  })

  test('of five hundred blocks that have no word in common any more costs not much more than of half of them', () => {
    const blocks = (count: number, word: string) =>
      Array.from({ length: count }, (_, index) =>
        // Every other word is the same, or there would be nothing to look for.
        paragraph(`b${String(index).padStart(5, '0')}`, `${word}${index} and `.repeat(150)),
      )
    const cost = (count: number) => {
      const [from, to] = [content(blocks(count, 'alpha')), content(blocks(count, 'beta'))]
      const before = process.cpuUsage().user
      differenceOf(from, to)
      return process.cpuUsage().user - before
    }
    cost(500)
    const best = (count: number) => Math.min(...[1, 2, 3].map(() => cost(count)))
    expect(best(500)).toBeLessThan(6 * best(250) + 50_000)
  })
})

test('those that stay are the most that stand in the same order', () => {
  const names = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 })
  fc.assert(
    fc.property(names, names, (from, to) => {
      const steady = steadyOrder(from, to)
      const [inFrom, inTo] = [from.filter((name) => steady.has(name)), to.filter((name) => steady.has(name))]
      expect(inFrom).toEqual(inTo)
      const longest = (left: readonly string[], right: readonly string[]): number => {
        const [head, ...rest] = left
        if (head === undefined) return 0
        const place = right.indexOf(head)
        const without = longest(rest, right)
        return place === -1 ? without : Math.max(without, 1 + longest(rest, right.slice(place + 1)))
      }
      expect(steady.size).toBe(longest(from, to))
    }),
  )
})
