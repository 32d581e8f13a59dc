import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../databases.ts'
import { aContent, aDraft, words, write } from '../desk-stories.ts'
import { aHouse, serve, type Served, type TestHouse } from '../house.ts'
import { signedInAs, type SignedInBrowser } from '../newsroom.ts'

const hour = 3_600_000
const at = (id: string, what: string) => `/api/v1/articles/${id}/${what}`

describe.each(engines)('a clock that is wrong, on %s:', (engine) => {
  let house: TestHouse
  let site: Served
  let editor: SignedInBrowser
  beforeAll(async () => {
    house = await aHouse(engine)
    site = await serve(house)
    editor = await signedInAs(house, site, 'editor')
  })
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  /** As when somebody sets the server's right. */
  async function anHourBack(during: () => Promise<void>): Promise<void> {
    house.clock.advance(-hour)
    try {
      await during()
    } finally {
      house.clock.advance(hour)
    }
  }

  async function published(headline: string): Promise<{ id: string; path: string }> {
    const id = await aDraft(editor, aContent({ headline }))
    const { status, json } = await editor.call('POST', at(id, 'publish'), {})
    expect([status, json.outcome]).toEqual([200, 'published'])
    return { id, path: json.path }
  }

  test('the server’s is put back, and a story is updated after it was published all the same', async () => {
    const { id, path } = await published('Before the clock')
    await anHourBack(async () => {
      expect((await site.get(path)).status).toBe(200)
      await write(editor, id, aContent({ headline: 'Before the clock', ...words('After the clock.') }))
      const updated = await editor.call('POST', at(id, 'publish'), {})
      expect([updated.status, updated.json.outcome]).toEqual([200, 'published'])
      const page = await (await site.get(path)).text()
      expect(page).toContain('After the clock.')
      const { versions } = (await editor.call('GET', at(id, 'versions'))).json
      expect(versions.map(({ number }: { number: number }) => number)).toEqual([2, 1])
      const modified = /"dateModified":"([^"]+)"/u.exec(page)?.[1] ?? ''
      const first = /"datePublished":"([^"]+)"/u.exec(page)?.[1] ?? ''
      expect(modified >= first, `${modified} is before ${first}`).toBe(true)
      const { json } = await editor.call('GET', '/api/v1/articles')
      expect(json.articles.map((each: { id: string }) => each.id)).toContain(id)
      expect((await editor.call('POST', at(id, 'withdraw'), {})).status).toBe(200)
      expect((await site.get(path)).status).toBe(410)
    })
    expect((await site.get(path)).status).toBe(410)
  })

  test('the server’s jumps ahead and back, and what was planned goes out once', async () => {
    const id = await aDraft(editor, aContent({ headline: 'Planned by the clock' }))
    await editor.call('POST', at(id, 'schedule'), { publishAt: house.clock.now() + hour / 2 })
    house.clock.advance(hour)
    await house.queue.drain()
    await anHourBack(async () => {
      await house.queue.drain()
      const story = (await editor.call('GET', `/api/v1/articles/${id}`)).json
      expect([story.state, (await site.get(story.path)).status]).toEqual(['published', 200])
      expect((await editor.call('GET', at(id, 'versions'))).json.versions).toHaveLength(1)
    })
  })

  test('a browser’s is behind: what it plans for a time that is over is refused in words, and the story stays', async () => {
    const id = await aDraft(editor, aContent({ headline: 'Planned too late' }))
    const late = await editor.call('POST', at(id, 'schedule'), { publishAt: house.clock.now() - hour })
    expect([late.status, late.json.detail]).toEqual([422, expect.stringMatching(/\w+ \w+/u)])
    const { state } = (await editor.call('GET', `/api/v1/articles/${id}`)).json
    expect([state, (await editor.call('GET', at(id, 'content'))).json.content.headline]).toEqual([
      'draft',
      'Planned too late',
    ])
  })

  test('the server’s is put back, and whoever is signed in goes on writing', async () => {
    const id = await aDraft(editor)
    await anHourBack(async () => {
      await write(editor, id, aContent({ headline: 'An hour ago' }))
      expect((await editor.call('GET', at(id, 'content'))).json.content.headline).toBe('An hour ago')
    })
    expect((await editor.call('GET', '/api/v1/session')).json.member.id).toBe(editor.id)
  })
})
