import { expect, test } from 'vitest'
import { saveArticleIn } from '../../src/articles/save.ts'
import { approveComment } from '../../src/conversation/decide.ts'
import { submitComment } from '../../src/conversation/submit.ts'
import { operator, system } from '../../src/kit/db/schema.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import { aHouse, serve, type TestHouse } from '../house.ts'

/** What no XML document may hold (XML 1.0, 2.2), in two words of which the second stays. */
const odd = 'Odd\u0008\u000c\u{ffff}\u{fffe} words'

async function aStory(house: TestHouse): Promise<{ publicId: string; path: string }> {
  const at = house.clock.now()
  const version = {
    headline: odd,
    kicker: odd,
    standfirst: odd,
    document: { version: 1 as const, blocks: [] },
    callToComment: '',
    language: 'en',
    lead: null,
    seoTitle: '',
    seoDescription: '',
    canonical: '',
  }
  const input = {
    kind: 'article',
    slug: 'odd',
    state: 'published',
    topicIds: [],
    authorIds: [],
    publishedAt: at,
    updatedAt: null,
    commentsOpen: true,
    pinned: false,
    version,
  } as const
  const { id } = await house.write(system, (tx) =>
    saveArticleIn(tx, undefined, input, { at, timeZone: 'UTC', pattern: '/{slug}' }),
  )
  const row = await house.db
    .selectFrom('articles')
    .select('public_id as publicId')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { ...row, path: '/odd' }
}

test('no name or headline makes a feed, a sitemap or an answer unreadable as XML', async () => {
  await using house = await aHouse('sqlite')
  await using served = await serve(house)
  // Control characters a setting refuses itself.
  await setSetting(house, operator, { key: 'identity.name', value: odd.replaceAll(/\p{Cc}/gu, '') })
  const { publicId, path } = await aStory(house)
  const words = {
    name: `Ines ${odd}`,
    email: 'ines@example.org',
    comment: odd,
    readerId: newReaderId(),
    passHash: 'p',
  }
  const held = await submitComment(house, {
    articlePublicId: publicId,
    ...words,
    address: '192.0.2.9',
  })
  await approveComment(
    house,
    { kind: 'operator', id: 'test' },
    { publicId: held.outcome === 'held' ? held.publicId : '' },
  )
  const comments = `/articles/${publicId}/comments/feed`
  const oembed = `/oembed?format=xml&url=${encodeURIComponent(house.config.origin + path)}`
  for (const address of [
    '/feed.xml',
    '/feed.atom',
    `${comments}.xml`,
    `${comments}.atom`,
    '/sitemap-news.xml',
    oembed,
    '/-/opensearch.xml',
  ]) {
    const document = await (await served.get(address)).text()
    expect(document, address).toContain(address.includes('opensearch') ? 'Odd' : ' words')
    expect(document, address).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u{fffe}\u{ffff}]/u)
  }
})
