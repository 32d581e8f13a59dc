/** Questions that nobody asks: the search answers each of them, on both databases. */
import { describe, expect, test } from 'vitest'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { system } from '../../src/kit/db/schema.ts'
import { storiesFor, type Found } from '../../src/search/find.ts'
import { indexChanges, rebuildIndex } from '../../src/search/index-stories.ts'
import type { Question } from '../../src/search/question.ts'
import { engines } from '../databases.ts'
import { aHouse, noon, serve, type TestHouse } from '../house.ts'

async function tell(house: TestHouse, slug: string, headline: string): Promise<void> {
  const source = `---\nheadline: ${JSON.stringify(headline)}\nslug: ${slug}\npublished: -1d\n---\n\nWords.\n`
  const actor = { kind: 'operator', id: 'desk' } as const
  const told = await publishStory(house, actor, { source, read: async () => undefined })
  if (told.outcome === 'faulty') throw new Error(JSON.stringify(told.faults))
}

async function look(house: TestHouse, text: string, more: Partial<Question> = {}): Promise<Found> {
  const asked = await house.longReads.ask(storiesFor, { text, sort: 'relevance', page: 1, now: noon, ...more })
  if (asked.outcome !== 'answered') throw new Error(asked.outcome)
  return asked.value
}

/** Operators of FTS5 and tsquery, marks of our own, and scripts where one letter is many things or none. */
const odd = [
  ...['"', '""', '"""', '*', 'a*', '-a', '^a', '{head} : a', 'head:a', 'NEAR(a b, 5)', 'a AND', 'OR', 'NOT a', 'a + b'],
  ...["'", "''", '\\', "\\'", ':*', 'a:*', '!a', 'a & b', 'a | b', 'a <-> b'],
  ...['(((', ')))', '%', '_', ';--', '“open', '«»'],
  ...['\u0001', '\ue000all', '\ue000t1', '\u202e', '\ufeff', '\ud800', 'a\ud800b', '\u{10ffff}'],
  ...['🏳️‍🌈', 'ا ل م', "l'", "'s"],
  ...['\u0301', '\u3099', '\u0e31', '漢', 'ก', '〇', 'ß', 'İ', '９'].map((one) => one.repeat(200)),
  ...['👩‍👩‍👧‍👦'.repeat(10), '漢字'.repeat(100), 'ﷺ'.repeat(40), 'e\u0301'.repeat(100), 'the and of in to a is that'],
  ...['a b c d e f g h i j k l m n o p q r s t u v'],
  ...['и в не на я с что а по как это он ну то за у', 'x '.repeat(100)],
  Array.from({ length: 40 }, (_, number) => `wor${number}`).join(' '),
  `${'"ab ab ab" '.repeat(15)}"ab`,
]

const narrowed: Partial<Question>[] = [
  {},
  { sort: 'newest', page: 9_999 },
  { fromAt: -8.64e15, beforeAt: 8.64e15 },
  { topicIds: Array.from({ length: 3_000 }, (_, number) => number), authorIds: [1, 2] },
]

describe.each(engines)('on %s', (engine) => {
  test('whatever is typed is a question or has no words', async () => {
    await using house = await aHouse(engine)
    await tell(house, 'one', 'The words of a story, 漢字漢字')
    await indexChanges(house)
    for (const text of odd) for (const more of narrowed) await look(house, text, more)
  }, 60_000)

  test('no field of the form is too odd for it', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const dates = ['9999', '0000-00-00', '9999-12-31', '2026-02-31', '-271821-04-20', '275760-09-13', '0001-01-01']
    const answers = new Set<number>()
    for (const name of ['q', 'topic', 'author', 'from', 'to', 'sort', 'page']) {
      for (const text of [...odd, ...dates, '\0', 'x'.repeat(3_000)].filter((words) => words.isWellFormed())) {
        answers.add((await served.get(`/search?q=words&${name}=${encodeURIComponent(text)}`)).status)
      }
    }
    expect(Math.max(...answers)).toBeLessThan(500)
  }, 60_000)

  test('one letter of a script with spaces is a word, not the beginning of all', async () => {
    await using house = await aHouse(engine)
    await tell(house, 'ya', 'Яблоко растёт')
    await tell(house, 'wa', 'وزارة')
    await tell(house, 'han', '字典')
    await indexChanges(house)
    expect((await look(house, 'я')).total).toBe(0)
    expect((await look(house, 'و')).total).toBe(0)
    expect((await look(house, '字')).total).toBe(1)
  })
})

test('no page lies further back than what is counted', async () => {
  await using house = await aHouse('sqlite')
  await tell(house, 'first', 'The words of a story')
  const article = await house.db.selectFrom('articles').selectAll().executeTakeFirstOrThrow()
  const version = await house.db.selectFrom('article_versions').selectAll().executeTakeFirstOrThrow()
  await house.write(system, async (tx) => {
    for (let number = 0; number < 1_030; number++) {
      const { id: _, ...row } = { ...article, public_id: `p${number}`, slug: `s${number}`, path: `/s${number}` }
      const { id } = await tx.insertInto('articles').values(row).returning('id').executeTakeFirstOrThrow()
      await tx
        .insertInto('article_versions')
        .values({ ...version, article_id: id })
        .execute()
    }
  })
  await rebuildIndex(house)
  expect((await look(house, 'words', { sort: 'newest', page: 50 })).stories).toHaveLength(20)
  expect((await look(house, 'words', { sort: 'newest', page: 51 })).stories).toEqual([])
}, 60_000)
