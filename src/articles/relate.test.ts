import { describe, expect, test } from 'vitest'
import { engines } from '../../tests/databases.ts'
import { aHouse } from '../../tests/house.ts'
import { publishStory } from '../importers/stories/publish.ts'
import { relatedCards } from './list-store.ts'

describe.each(engines)('on %s', (engine) => {
  test('a story is related to those of any of its topics that share its rarer words', async () => {
    await using house = await aHouse(engine)
    const told = async (slug: string, headline: string, topics: string) => {
      const source = `---\nheadline: ${headline}\ntopics: [${topics}]\npublished: -2h\nslug: ${slug}\n---\n\nSo it was.\n`
      const published = await publishStory(
        house,
        { kind: 'operator', id: 'test' },
        { source, read: async () => undefined },
      )
      return published.outcome === 'faulty' ? 0 : published.id
    }
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
