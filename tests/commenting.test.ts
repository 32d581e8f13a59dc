import { describe, expect, test } from 'vitest'
import type { ArticleInput } from '../src/articles/article.ts'
import { saveArticleIn } from '../src/articles/save.ts'
import { articleById } from '../src/articles/store.ts'
import { approveComment, rejectComment } from '../src/conversation/decide.ts'
import { heldComments } from '../src/conversation/store.ts'
import { system } from '../src/kit/db/schema.ts'
import { aHouse, serve, type TestHouse } from './house.ts'
import { aReader } from './reader.ts'

const actor = { kind: 'operator', id: 'test' } as const
const json = { accept: 'application/json' }
const fields = {
  name: 'Ines',
  email: 'ines@example.org',
  comment: 'Ships "first" & <b>last</b>.\n\nhttps://harbour.example/',
}

async function aStory(
  house: TestHouse,
  change: Partial<ArticleInput> = {},
): Promise<{ post: string; publicId: string; path: string }> {
  const input: ArticleInput = {
    kind: 'article',
    slug: 'bridge',
    state: 'published',
    topicIds: [],
    authorIds: [],
    publishedAt: house.clock.now(),
    updatedAt: null,
    commentsOpen: true,
    pinned: false,
    version: {
      headline: 'Bridge to stay shut',
      kicker: '',
      standfirst: '',
      document: { version: 1, blocks: [] },
      callToComment: '',
      language: 'en',
      lead: null,
      seoTitle: '',
      seoDescription: '',
      canonical: '',
    },
    ...change,
  }
  const { id, path } = await house.write(system, (tx) =>
    saveArticleIn(tx, undefined, input, { at: house.clock.now(), timeZone: 'UTC', pattern: '/{yyyy}/{mm}/{slug}' }),
  )
  const row = await articleById(house.db, id)
  return { publicId: row?.publicId ?? '', post: `/articles/${row?.publicId}/comments`, path: path ?? '' }
}

describe('commenting', () => {
  test('without a script: one press more, held, published for everybody, and the address nowhere', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const story = await aStory(house)
    const reader = aReader(served)
    const first = await reader.post(story.post, fields)
    expect([first.status, (await heldComments(house.db, 9)).length]).toEqual([200, 0])
    const sent = await reader.press(await first.text())
    const mine = sent.headers.get('location') ?? ''
    expect([sent.status, mine]).toEqual([303, expect.stringMatching(/^\/comments\/[a-z0-9]+\/mine$/u)])
    expect(await (await reader.get(mine)).text()).toMatch(/Waiting to be read[\s\S]*&lt;b&gt;last/u)
    expect((await aReader(served).get(mine)).status).toBe(404)
    const [held] = await heldComments(house.db, 9)
    expect(held?.words).toBe(fields.comment)
    await approveComment(house, actor, { publicId: held?.publicId ?? '' })
    await expect
      .poll(async () => (await served.get(story.path)).text(), { timeout: 10_000 })
      .toContain('rel="ugc nofollow"')
    expect(await (await served.get(story.path)).text()).not.toContain('ines@example.org')
    expect(await (await reader.get(mine)).text()).toContain('Published.')
    await rejectComment(house, actor, { publicId: held?.publicId ?? '', reason: 'It was sent twice.' })
    expect(await (await reader.get(mine)).text()).toContain('It was sent twice.')
  })

  test('with a script: the pass, the answer in place, and the same form sent twice is one comment', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const story = await aStory(house)
    const reader = aReader(served)
    const { pass } = (await (await reader.get(`/forms/pass?for=comment:${story.publicId}`)).json()) as { pass: string }
    for (let count = 0; count < 2; count++) {
      const answer = await reader.post(story.post, { ...fields, pass }, json)
      expect([answer.status, await answer.json()]).toMatchObject([
        200,
        { outcome: 'held', html: expect.stringContaining('/mine') },
      ])
    }
    expect(await heldComments(house.db, 9)).toHaveLength(1)
    const other = await reader.post(story.post, { ...fields, comment: 'Something else', pass })
    expect([other.status, await other.text()]).toEqual([200, expect.stringContaining('Send my comment')])
    const faulty = await reader.post(story.post, { ...fields, name: '' }, json)
    expect([faulty.status, await faulty.json()]).toMatchObject([
      422,
      { outcome: 'refused', html: expect.stringMatching(/^<form[\s\S]*Ships &quot;first/u) },
    ])
  })

  test('fields that do not do come back filled, each fault at its field', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const story = await aStory(house)
    const answer = await aReader(served).post(story.post, { ...fields, email: 'nobody' })
    const page = await answer.text()
    expect([answer.status, page]).toEqual([422, expect.stringContaining('does not look like an email address')])
    expect(page).toContain('value="Ines"')
    expect(page).toContain('Ships &quot;first&quot;')
  })

  test('a reply has a page of its own, and answers only what is published', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const story = await aStory(house)
    const reader = aReader(served)
    await reader.press(await (await reader.post(story.post, fields)).text())
    const parent = (await heldComments(house.db, 9))[0]?.publicId ?? ''
    expect((await served.get(`/comments/${parent}/reply`)).status).toBe(404)
    await approveComment(house, actor, { publicId: parent })
    const page = await served.get(`/comments/${parent}/reply`)
    expect([page.status, page.headers.get('set-cookie'), await page.text()]).toEqual([
      200,
      null,
      expect.stringContaining(`name="parent" value="${parent}"`),
    ])
    const sent = await reader.press(
      await (await reader.post(story.post, { ...fields, comment: 'No, trains.', parent })).text(),
    )
    expect(sent.status).toBe(303)
    expect((await reader.post(story.post, { ...fields, parent: 'nothing' })).status).toBe(200)
  })

  test('where comments are closed the words are given back', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const story = await aStory(house, { commentsOpen: false })
    const answer = await aReader(served).post(story.post, fields)
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining('Ships &quot;first&quot;')])
    expect((await aReader(served).post('/articles/nothing/comments', fields)).status).toBe(404)
  })
})
