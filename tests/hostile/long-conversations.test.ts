import { expect, describe, test } from 'vitest'
import type { CommentState } from '../../src/conversation/tables.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { engines } from '../databases.ts'
import { aHouse, noon, serve, type Served, type TestHouse } from '../house.ts'

const editor = { kind: 'operator', id: 'editor' } as const

type Told = { parent?: number; state?: CommentState; at?: number }

/** A story with comments as told, numbered from 1; `c1` is the first one's id in addresses. */
async function aConversation(house: TestHouse, comments: readonly Told[]): Promise<{ path: string; feed: string }> {
  const source = `---\nheadline: Long talk\nbyline: Ines\nslug: long-talk\n---\n\nWords.\n`
  await publishStory(house, editor, { source, read: async () => undefined })
  const story = await house.db
    .selectFrom('articles')
    .select(['id', 'path', 'public_id as publicId'])
    .where('slug', '=', 'long-talk')
    .executeTakeFirstOrThrow()
  await house.write(editor, async (tx) => {
    for (const [index, { parent, state = 'published', at }] of comments.entries()) {
      const row = {
        id: index + 1,
        public_id: `c${index + 1}`,
        article_id: story.id,
        parent_id: parent ?? null,
        reader_id: null,
        address_id: null,
        author_name: `Reader ${index + 1}`,
        words: `Words of ${index + 1}.`,
        state,
        submitted_at: at ?? noon + index * 1000,
        pass_hash: null,
      }
      await tx.insertInto('comments').values(row).execute()
    }
    const published = comments.filter(({ state = 'published' }) => state === 'published').length
    await tx.updateTable('articles').set({ comment_count: published }).where('id', '=', story.id).execute()
  })
  return { path: story.path ?? '', feed: `/articles/${story.publicId}/comments/feed.xml` }
}

const shownIn = (page: string) =>
  [...page.matchAll(/<article class="comment" id="comment-(c\d+)"/gu)].map(([, id]) => id)

async function pageText(site: Served, path: string): Promise<string> {
  const answer = await site.get(path)
  expect([path, answer.status]).toEqual([path, 200])
  return answer.text()
}

/** What a reader sees who goes on from page to page, and then all the way back. */
async function readThrough(
  site: Served,
  path: string,
): Promise<{ forward: string[]; pages: string[]; back: string[] }> {
  const [pages, back]: [string[], string[]] = [[], []]
  const forward: string[] = []
  for (let at: string | undefined = path; at !== undefined;) {
    const page = await pageText(site, at)
    pages.push(at)
    forward.push(...(shownIn(page) as string[]))
    at = /<a rel="next" href="([^"]+)"/u.exec(page)?.[1]
  }
  for (let at: string | undefined = pages.at(-1); at !== undefined;) {
    back.push(at)
    at = /<a rel="prev" href="([^"#]+)/u.exec(await pageText(site, at))?.[1]
  }
  return { forward, pages, back }
}

describe.each(engines)('a conversation of more than a page on %s', (engine) => {
  test('is read to its end, and back, whatever was rejected in it', async () => {
    await using house = await aHouse(engine)
    const comments = Array.from({ length: 1100 }, (_, index): Told => ({
      ...(index % 3 === 1 && { parent: index }),
      state: index % 10 === 9 ? 'rejected' : 'published',
      // Several of one moment, at the ends of pages too.
      at: noon + Math.floor(index / 7) * 1000,
    }))
    const { path } = await aConversation(house, comments)
    await using site = await serve(house)
    const { forward, pages, back } = await readThrough(site, path)
    const published = comments.flatMap(({ state }, index) => (state === 'published' ? [`c${index + 1}`] : []))
    expect(forward.toSorted()).toEqual(published.toSorted())
    expect(pages).toHaveLength(5)
    expect(back).toEqual(pages.toReversed())
  })

  test('leads to each of its comments, from its feed and from an address of their own', async () => {
    await using house = await aHouse(engine)
    const { path, feed } = await aConversation(
      house,
      Array.from({ length: 650 }, () => ({})),
    )
    await using site = await serve(house)
    const links = [...(await pageText(site, feed)).matchAll(/<link>http:\/\/localhost:4000([^<]*)<\/link>/gu)]
    const own = [1, 200, 201, 400, 401, 650].map((number) => `/comments/c${number}`)
    for (const link of [...links.slice(1).map(([, href]) => href ?? ''), ...own]) {
      const moved = link.includes('#') ? link : ((await site.get(link)).headers.get('location') ?? '')
      const [address = '', id = ''] = moved.split('#')
      expect([link, shownIn(await pageText(site, address)).includes(id.replace('comment-', ''))]).toEqual([link, true])
    }
    expect((await site.get('/comments/c650')).headers.get('location')).not.toContain(path)
    expect((await site.get('/comments/c651')).status).toBe(404)
  })

  test('says of a reply what it answers where that stands on another page', async () => {
    await using house = await aHouse(engine)
    const comments: Told[] = Array.from({ length: 450 }, () => ({}))
    comments[10] = { state: 'rejected', parent: 3 }
    comments[11] = { parent: 11 }
    comments[440] = { parent: 5 }
    comments[441] = { parent: 11 }
    await aConversation(house, comments)
    await using site = await serve(house)
    const at = (await site.get('/comments/c441')).headers.get('location')?.split('#')[0] ?? ''
    const page = await pageText(site, at)
    expect(page).toContain('<a href="/comments/c5">In reply to Reader 5:</a>')
    // What it answers was taken down: the nearest above that was not.
    expect(page).toContain('<a href="/comments/c3">In reply to Reader 3:</a>')
    expect(page).not.toContain('Reader 11')
  })

  test('of one long chain of replies nests no deeper than a screen reader and a parser follow', async () => {
    await using house = await aHouse(engine)
    const chain = Array.from({ length: 300 }, (_, index): Told => (index === 0 ? {} : { parent: index }))
    const { path } = await aConversation(house, chain)
    await using site = await serve(house)
    const page = await pageText(site, path)
    let [depth, deepest] = [0, 0]
    for (const [tag] of page.matchAll(/<\/?ol\b/gu)) deepest = Math.max(deepest, (depth += tag === '<ol' ? 1 : -1))
    expect(deepest).toBeLessThan(12)
    expect(shownIn(page)).toHaveLength(200)
    expect(page).toContain('<a href="/comments/c150">In reply to Reader 150:</a>')
  })

  test.each(['', 'x', '1-0', '-5-3', '99999999999999999-1', '1-1&after=1-2', '999999999999999-1'])(
    'sends a place that is none to its beginning: %s',
    async (after) => {
      await using house = await aHouse(engine)
      const { path, feed } = await aConversation(house, [{}])
      await using site = await serve(house)
      const answer = await site.get(`${feed.replace('/feed.xml', '')}?after=${after}`)
      expect([200, 301]).toContain(answer.status)
      if (answer.status === 301) expect(answer.headers.get('location')).toBe(`${path}#conversation`)
    },
  )
})
