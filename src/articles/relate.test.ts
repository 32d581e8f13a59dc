import { describe, expect, test } from 'vitest'
import { engines } from '../../tests/databases.ts'
import { aHouse, type TestHouse } from '../../tests/house.ts'
import { publishStory } from '../importers/stories/publish.ts'
import { operator } from '../kit/db/schema.ts'
import { relatedCards } from './list-store.ts'
import { relateArticle } from './relate.ts'

type Told = (slug: string, headline: string, topics: string) => Promise<number>

function telling(house: TestHouse): Told {
  return async (slug, headline, topics) => {
    const source = `---\nheadline: ${headline}\ntopics: [${topics}]\npublished: -2h\nslug: ${slug}\n---\n\nSo it was.\n`
    const published = await publishStory(house, operator, { source, read: async () => undefined })
    return published.outcome === 'faulty' ? 0 : published.id
  }
}

async function invalidationsOf(house: TestHouse): Promise<number> {
  const { count } = await house.db
    .selectFrom('invalidations')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

describe.each(engines)('on %s', (engine) => {
  test('a story that has the same neighbours as before leaves its page as it is', async () => {
    await using house = await aHouse(engine)
    const told = telling(house)
    await told('ferry-price', 'Ferry price rises again', 'Harbour')
    const story = await told('ferry-timetable', 'Ferry timetable printed again', 'Harbour')
    await house.queue.drain()
    const before = await invalidationsOf(house)
    await relateArticle(house, story)
    expect(await invalidationsOf(house)).toBe(before)
    await told('ferry-timetable-again', 'Ferry timetable printed twice', 'Harbour')
    await relateArticle(house, story)
    expect((await relatedCards(house.db, story, 6)).map(({ path }) => path.split('/').at(-1))).toEqual([
      'ferry-timetable-again',
      'ferry-price',
    ])
  })

  test('a story is related to those of any of its topics that share its rarer words', async () => {
    await using house = await aHouse(engine)
    const told = telling(house)
    await told('council', 'Council counts its chairs', 'Town')
    await told('ferry-price', 'Ferry price rises again', 'Harbour')
    await told('ferry-timetable', 'Ferry timetable printed upside down', 'Town')
    await told('elsewhere', 'Ferry cartoon wins a prize', 'Culture')
    const story = await told('ferry-timetable-again', 'Ferry timetable printed again', 'Harbour, Town')
    await house.queue.drain()
    expect((await relatedCards(house.db, story, 6)).map(({ path }) => path.split('/').at(-1))).toEqual([
      'ferry-timetable',
      'ferry-price',
    ])
  })
})
