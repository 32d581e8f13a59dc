/** A poll that keeps its results back tells them nowhere: not in another format, not by a header. */
import { describe, expect, test } from 'vitest'
import { frontTag, articleTag } from '../../src/articles/tags.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { operator, system } from '../../src/kit/db/schema.ts'
import { invalidate } from '../../src/kit/page-cache/invalidate.ts'
import { settingsTag } from '../../src/kit/page-cache/tag.ts'
import { pollByPublicId } from '../../src/polls/store.ts'
import { pollTag, pollsTag, termsTag } from '../../src/polls/tags.ts'
import { castVote } from '../../src/polls/vote.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import { indexChanges } from '../../src/search/index-stories.ts'
import { engines } from '../databases.ts'
import { aHouse, noon, serve, type Served, type TestHouse } from '../house.ts'

const minute = 60_000

async function aPollIn(house: TestHouse, attributes: string) {
  const source =
    '---\nheadline: Bridge hours\ntopics: [Harbour]\nbyline: Ines\nslug: hours\n' +
    `published: ${new Date(noon - minute).toISOString()}\n---\n\nWords.\n\n` +
    `:::poll{id=hours question="When?" ${attributes}}\n- Noon\n- Dusk\n:::\n`
  await publishStory(house, { kind: 'operator', id: 'test' }, { source, read: async () => undefined })
  const { publicId } = await house.db.selectFrom('polls').select('public_id as publicId').executeTakeFirstOrThrow()
  const story = await house.db
    .selectFrom('articles')
    .select(['path', 'public_id as publicId'])
    .executeTakeFirstOrThrow()
  const poll = await pollByPublicId(house.db, publicId)
  if (poll === undefined || story.path === null) throw new Error('no poll was made')
  const vote = (option: number, readerId = newReaderId()) =>
    castVote(house, { poll, choices: [String(poll.options[option]?.id)], readerId, hasPass: true })
  const origin = encodeURIComponent(house.config.origin)
  const doors = [
    ...[story.path, '/', '/-/polls', '/topics/harbour', '/people/ines', '/-/archive', `/-/made/${story.publicId}`],
    ...['/feed.xml', '/feed.atom', '/feed.json', '/topics/harbour/feed.xml', '/sitemap.xml', '/sitemap-news.xml'],
    ...['/-/sitemap/1', '/-/sitemap/sections', '/search?q=bridge', '/search?q=noon', '/search?q=dusk'],
    ...['', '/embed', '/results.json', '/certificate', '/certificate.json', '/receipts.json', '/card.png'].map(
      (below) => `/polls/${publicId}${below}`,
    ),
    ...['json', 'xml'].flatMap((format) => [
      `/oembed?format=${format}&url=${origin}${encodeURIComponent(`/polls/${publicId}`)}`,
      `/oembed?format=${format}&url=${origin}${encodeURIComponent(story.path ?? '')}`,
    ]),
  ]
  return { poll, vote, doors }
}

/** All that is said at every door, made anew. */
async function everything(house: TestHouse, site: Served, pollId: number, doors: readonly string[]) {
  const tags = [settingsTag, frontTag, pollsTag, pollTag(pollId), termsTag(pollId), articleTag(1)]
  await house.write(system, (tx) => invalidate(tx, tags, { hard: true }))
  const told: Record<string, unknown> = {}
  for (const door of doors) {
    const answer = await site.get(door)
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'date'))
    told[door] = [answer.status, headers, Buffer.from(await answer.arrayBuffer()).toString('latin1')]
  }
  return told
}

describe.each(engines)('on %s', (engine) => {
  test.each([
    ['nowhere', 'results=after-close closes="+1h"'],
    ['nowhere', 'results=staff'],
    ['nowhere', 'hidden=100'],
    ['nowhere', 'results=after-vote'],
    ['somewhere', 'results=always'],
  ])('says %s which answer is ahead: a poll with %s', async (where, attributes) => {
    await using house = await aHouse(engine, { CRIER_CACHE_TAGS: 'Cache-Tag' })
    const { poll, vote, doors } = await aPollIn(house, attributes)
    await setSetting(house, operator, { key: 'colophon', value: true })
    await indexChanges(house)
    await Promise.all(Array.from({ length: 40 }, (_, number) => vote(number % 2)))
    await using site = await serve(house)
    const level = await everything(house, site, poll.id, doors)
    await house.write(system, async (tx) => {
      for (const [index, { id }] of poll.options.entries())
        await tx
          .updateTable('tallies')
          .set({ votes: index === 0 ? 40 : 0 })
          .where('option_id', '=', id)
          .execute()
    })
    const lopsided = await everything(house, site, poll.id, doors)
    if (where === 'somewhere') return expect(lopsided).not.toEqual(level)
    for (const door of doors) expect([door, lopsided[door]]).toEqual([door, level[door]])
    const statuses = doors.map((door) => (level[door] as unknown[])[0])
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(20)
  })

  test('a poll takes no vote in the millisecond before it opens, and one in that moment', async () => {
    await using house = await aHouse(engine)
    const { poll, vote } = await aPollIn(house, 'opens="+1h" closes="+2h"')
    const opensAt = noon + 60 * minute
    house.clock.set(opensAt - 1)
    expect((await vote(0)).outcome).toBe('not-open')
    house.clock.set(opensAt)
    const reader = newReaderId()
    expect((await vote(0, reader)).outcome).toBe('counted')
    house.clock.set(opensAt + 60 * minute - 1)
    expect((await vote(1)).outcome).toBe('counted')
    house.clock.set(opensAt + 60 * minute)
    expect([(await vote(1)).outcome, (await vote(1, reader)).outcome]).toEqual(['closed', 'closed'])
    expect((await pollByPublicId(house.db, poll.publicId))?.tally.counted).toBe(2)
  })
})
