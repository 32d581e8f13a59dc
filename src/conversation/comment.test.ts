import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkFields, cleanName, cleanWords, takesComments, threadOf, type Thread, type ThreadRow } from './comment.ts'

const isAddress = (email: string) => email.includes('@')
const fine = { name: 'Ines', email: 'ines@example.org', comment: 'Open it.' }

describe('fields of a comment', () => {
  test('an honest comment has no fault', () => {
    expect(checkFields(fine, isAddress)).toEqual({})
    expect(checkFields({ ...fine, name: '🐳', comment: '👍' }, isAddress)).toEqual({})
  })

  test('each fault stands at its field', () => {
    expect(checkFields({ name: '', email: '', comment: '\u200b\u00ad ' }, isAddress)).toEqual({
      name: 'missing',
      email: 'missing',
      comment: 'missing',
    })
    expect(checkFields({ name: 'x'.repeat(81), email: 'nobody', comment: 'x'.repeat(5001) }, isAddress)).toEqual({
      name: 'too-long',
      email: 'invalid',
      comment: 'too-long',
    })
  })

  test('length is counted as a reader counts it, and marks without end are too long', () => {
    expect(checkFields({ ...fine, comment: '👩‍👩‍👧‍👦'.repeat(3000) }, isAddress)).toEqual({})
    expect(checkFields({ ...fine, comment: '👩‍👩‍👧‍👦'.repeat(5001) }, isAddress)).toEqual({ comment: 'too-long' })
    expect(checkFields({ ...fine, comment: `a${'\u0301'.repeat(50_000)}` }, isAddress)).toEqual({ comment: 'too-long' })
  })

  test('what is kept is NFC without control characters', () => {
    expect(cleanWords('  Cafe\u0301\u0007\r\n\r\n\r\n\tends\u0085here \ud800')).toBe('Caf\u00e9\n\n ends\nhere \ufffd')
    expect(cleanName(' A\u202eb\n c\u0000 ')).toBe('A b c')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        const clean = cleanWords(words)
        expect(clean).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u)
        expect(cleanWords(clean)).toBe(clean)
      }),
    )
  })
})

test('comments close with the story, with the house and after the days that are set', () => {
  const day = 86_400_000
  const article = { commentsOpen: true, publishedAt: 0 }
  expect(takesComments(article, { open: true, closeAfterDays: null }, 900 * day)).toBe(true)
  expect(
    [14 * day - 1, 14 * day].map((now) => takesComments(article, { open: true, closeAfterDays: 14 }, now)),
  ).toEqual([true, false])
  expect(takesComments({ ...article, commentsOpen: false }, { open: true, closeAfterDays: null }, 0)).toBe(false)
  expect(takesComments(article, { open: false, closeAfterDays: null }, 0)).toBe(false)
})

function row(id: number, parentId: number | null, isPublished = true): ThreadRow {
  return { id, parentId, publicId: `c${id}`, authorName: 'A', words: 'w', submittedAt: id, isPublished }
}

function shape(thread: readonly Thread[]): unknown[] {
  return thread.map(({ publicId, replies }) => (replies.length === 0 ? publicId : [publicId, shape(replies)]))
}

describe('a thread', () => {
  test('nests replies below what they answer, in order', () => {
    expect(shape(threadOf([row(1, null), row(2, 1), row(3, null), row(4, 1), row(5, 2)]))).toEqual([
      ['c1', [['c2', ['c5']], 'c4']],
      'c3',
    ])
  })

  test('hangs replies to an unpublished comment below the nearest published ancestor', () => {
    expect(
      shape(threadOf([row(1, null), row(2, 1, false), row(3, 2, false), row(4, 3), row(5, null, false), row(6, 5)])),
    ).toEqual([['c1', ['c4']], 'c6'])
  })

  test('shows every published comment exactly once, whatever the rows are', () => {
    const rows = fc
      .array(fc.tuple(fc.option(fc.integer({ min: 1, max: 30 })), fc.boolean()), { maxLength: 30 })
      .map((list) => list.map(([parent, isPublished], index) => row(index + 1, parent, isPublished)))
    const flat = (thread: readonly Thread[]): string[] =>
      thread.flatMap(({ publicId, replies }) => [publicId, ...flat(replies)])
    fc.assert(
      fc.property(rows, (list) => {
        expect(flat(threadOf(list)).sort()).toEqual(
          list
            .filter(({ isPublished }) => isPublished)
            .map(({ publicId }) => publicId)
            .sort(),
        )
      }),
    )
  })
})
