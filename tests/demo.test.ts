import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { heldComments } from '../src/conversation/store.ts'
import { seedDemoHouse } from '../src/importers/demo/seed.ts'
import { aHouse, serve } from './house.ts'

test('the demo is a whole newspaper', { timeout: 240_000 }, async () => {
  await using house = await aHouse('sqlite')
  expect(await seedDemoHouse(house, resolve(import.meta.dirname, '../demo'))).toEqual([])
  const stories = await house.db
    .selectFrom('articles')
    .innerJoin('article_versions', (join) =>
      join.onRef('article_versions.article_id', '=', 'articles.id').onRef('number', '=', 'published_version'),
    )
    .select([
      'path',
      'article_versions.language',
      'published_at as publishedAt',
      'lead_media_id as lead',
      'comment_count as comments',
    ])
    .execute()
  expect(stories.length).toBeGreaterThanOrEqual(24)
  expect(stories.filter(({ lead }) => lead !== null).length).toBeGreaterThanOrEqual(18)
  expect(new Set(stories.map(({ language }) => language))).toEqual(new Set(['en-GB', 'ar', 'ja']))
  expect(Math.max(...stories.map(({ publishedAt }) => publishedAt ?? 0))).toBeGreaterThan(house.clock.now() - 7_200_000)
  const polls = await house.db.selectFrom('polls').select(['closes_at as closesAt']).execute()
  expect(polls.map(({ closesAt }) => closesAt === null || closesAt > house.clock.now()).sort()).toEqual([false, true])
  expect([(await heldComments(house.db, 9)).length, stories.some(({ comments }) => comments > 20)]).toEqual([
    expect.any(Number),
    true,
  ])
  expect((await heldComments(house.db, 9)).length).toBeGreaterThan(2)
  await using site = await serve(house)
  expect((await (await site.get('/-/topics')).text()).match(/depth-0/gu)?.length).toBe(6)
  const corrected = await (
    await site.get(stories.find(({ path }) => path?.endsWith('harbour-dues-to-rise'))?.path ?? '')
  ).text()
  expect(corrected).toMatch(/id="corrections"[\s\S]*class="colophon"[\s\S]*This is version 2\./u)
  expect(
    await (await site.get(stories.find(({ path }) => path?.endsWith('storm-kit-by-the-door'))?.path ?? '')).text(),
  ).toMatch(/id="disclosure"[\s\S]*rel="[^"]*sponsored/u)
})
