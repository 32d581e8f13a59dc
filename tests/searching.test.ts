import { describe, expect, test } from 'vitest'
import { claimPath } from '../src/articles/path-store.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { system } from '../src/kit/db/schema.ts'
import { indexChanges } from '../src/search/index-stories.ts'
import { engines } from './databases.ts'
import { aHouse, noon, serve, type TestHouse } from './house.ts'

async function publish(house: TestHouse, slug: string, headline: string, more = ''): Promise<void> {
  const source =
    `---\nheadline: ${JSON.stringify(headline)}\nslug: ${slug}\ntopics: Harbour\nbyline: Maren Quillfeather\n` +
    `published: 2026-10-10T10:00:00Z\n${more}---\n\nA story about the harbour & its ferries.\n`
  const published = await publishStory(house, { kind: 'operator', id: 'desk' }, { source, read: async () => undefined })
  if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults))
  await indexChanges(house)
}

describe.each(engines)('the search page on %s', (engine) => {
  test('shows what it found with its words marked, and nothing that was typed as markup', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'ferry', 'Ferry <script>alert(1)</script> & crew', 'standfirst: The ferry "Amabel" sails.\n')
    const response = await site.get(`/search?q=${encodeURIComponent('ferry script "><img src=x>')}`)
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('x-robots-tag')).toBe('noindex')
    expect(page).toContain('value="ferry script &quot;&gt;&lt;img src=x&gt;"')
    expect(page).not.toContain('<img src=x')
    const found = await (await site.get('/search?q=ferry%20script')).text()
    expect(found).toContain(
      '<mark>Ferry</mark> &lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; &amp; crew',
    )
    expect(found).toContain('The <mark>ferry</mark> &quot;Amabel&quot; sails.')
    expect(found).toContain('>1 story<')
  })

  test('is there for a reader who has typed nothing, or nothing that is anywhere', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'ferry', 'Ferry returns')
    expect(await (await site.get('/search')).text()).toContain('Ferry returns')
    const nothing = await (await site.get('/search?q=zeppelin')).text()
    expect(nothing).toContain('Nothing found')
    expect(nothing).toContain('Ferry returns')
    const mistyped = await (await site.get('/search?q=frery&sort=newest')).text()
    expect(mistyped).toContain('Did you mean <a href="/search?q=ferry&amp;sort=newest"><bdi>ferry</bdi></a>?')
    expect(await (await site.get('/search?q=%F0%9F%91%A9')).text()).toContain('There are no words to search for')
  })

  test('says what is wrong with what was asked, and keeps it', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'ferry', 'Ferry returns')
    const wrong: [string, string, string][] = [
      [`q=${'x'.repeat(201)}`, 'That is too long; a search can have at most 200 characters', 'xxxxxxxxxx"'],
      ['q=ferry&topic=nowhere', 'There is no topic by this name', 'value="ferry"'],
      ['q=ferry&author=Nobody+Here', 'Nobody by this name', 'value="Nobody Here"'],
      ['q=ferry&from=yesterday', 'This is not a date', 'value="yesterday"'],
      ['q=ferry&to=2026-02-30', 'This is not a date', 'value="2026-02-30"'],
      ['q=ferry&from=2026-05-01&to=2026-04-01', 'before the first', 'value="2026-04-01"'],
      ['q=ferry&page=minus', 'no such page', 'value="ferry"'],
    ]
    for (const [query, words, kept] of wrong) {
      const response = await site.get(`/search?${query}`)
      const page = await response.text()
      expect([query, response.status, page.includes(words), page.includes(kept)]).toEqual([query, 422, true, true])
    }
    expect((await site.get('/search?q=ferry&page=7')).status).toBe(404)
    expect((await site.get(`/search?q=${'x'.repeat(10_000)}`)).status).toBe(414)
    expect((await site.get('/search?q=fer%00ry')).status).toBe(200)
  })

  test("is narrowed by topic, author and days of the publication's own clock", async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'ferry', 'Ferry returns')
    const count = async (query: string) => (await (await site.get(`/search?${query}`)).text()).includes('>1 story<')
    expect(await count('q=ferry&topic=harbour&author=maren+quillfeather&from=2026-10-10&to=2026-10-10')).toBe(true)
    expect(await count('author=Maren+Quillfeather')).toBe(true)
    expect(await count('q=ferry&from=2026-10-11')).toBe(false)
    expect(await count('q=ferry&to=2026-10-09')).toBe(false)
  })

  test('is rendered anew once something new is in the index', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'ferry', 'Ferry returns')
    expect(await (await site.get('/search?q=ferry')).text()).toContain('>1 story<')
    expect(house.pages.stats().passingPages).toBe(1)
    await publish(house, 'ferry-two', 'Ferry leaves')
    expect(await (await site.get('/search?q=ferry')).text()).toContain('>2 stories<')
  })

  test('gives way to an old page of its name', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'ferry', 'Ferry returns')
    const { id } = await house.db.selectFrom('articles').select('id').executeTakeFirstOrThrow()
    await house.write(system, (tx) => claimPath(tx, '/search/', { kind: 'article', articleId: id }, noon))
    // It is not the story's own address, so it leads there.
    expect((await site.get('/search/')).status).toBe(301)
    expect(await (await site.get('/')).text()).toContain('href="/-/search"')
    expect(await (await site.get('/-/search?q=ferry')).text()).toContain('action="/-/search"')
    expect(await (await site.get('/-/opensearch.xml')).text()).toContain(
      'http://localhost:4000/-/search?q={searchTerms}',
    )
  })

  test('is told to browsers and search engines', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const front = await (await site.get('/')).text()
    expect(front).toContain('<link rel="search" type="application/opensearchdescription+xml"')
    expect(front).toContain('"urlTemplate":"http://localhost:4000/search?q={search_term_string}"')
    expect((await site.get('/-/opensearch.xml')).headers.get('content-type')).toBe(
      'application/opensearchdescription+xml; charset=utf-8',
    )
  })

  test('is asked of the index so often by one network and no more', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const statuses = new Set<number>()
    for (let number = 0; number < 320; number += 20)
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) =>
          statuses.add((await site.get(`/search?q=%2B${number + index}&page=0`)).status),
        ),
      )
    expect([...statuses].sort()).toEqual([422, 429])
  })
})
