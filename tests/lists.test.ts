import { describe, expect, test } from 'vitest'
import { changePersonIn, changeTopicIn, renamePerson, renameTopic } from '../src/articles/change-names.ts'
import { articleChecks } from '../src/articles/checks.ts'
import { mergePeople } from '../src/articles/merge-people.ts'
import { articleByPath } from '../src/articles/store.ts'
import { withdrawArticle } from '../src/articles/withdraw.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { personBySlug } from '../src/people/store.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { topicBySlug } from '../src/topics/store.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'

async function publish(
  house: TestHouse,
  story: { slug: string; head?: string; body?: string; published?: string },
): Promise<void> {
  const source =
    `---\nheadline: About ${story.slug}\nslug: ${story.slug}\n` +
    `published: ${story.published ?? '2026-10-14T08:00:00Z'}\n${story.head ?? ''}---\n\n` +
    `${story.body ?? 'Words.'}\n`
  const published = await publishStory(house, { kind: 'operator', id: 'desk' }, { source, read: async () => undefined })
  if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults))
}

const quote = (speaker: string, words: string, capacity = 'harbour master') =>
  `:::quote{speaker="${speaker}" capacity="${capacity}"}\n${words}\n:::\n`

describe.each(engines)('lists on %s', (engine) => {
  test('a topic names what is above and below it, and pages without counting', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    for (let number = 1; number <= 21; number++)
      await publish(house, {
        slug: `s${number}`,
        head: 'topics: [Ferries]\n',
        published: new Date(Date.UTC(2026, 8, number)).toISOString(),
      })
    await publish(house, { slug: 'quay', head: 'topics: [Harbour]\n' })
    const [harbour, ferries] = [await topicBySlug(house.db, 'harbour'), await topicBySlug(house.db, 'ferries')]
    if (harbour && ferries)
      await house.write(system, (tx) =>
        changeTopicIn(
          tx,
          ferries.id,
          { name: 'Ferries', description: 'By water.', parentId: harbour.id },
          house.clock.now(),
        ),
      )
    expect(await (await site.get('/topics/harbour')).text()).toMatch(
      /<nav class="children"[\s\S]*href="\/topics\/ferries">Ferries/u,
    )
    const first = await (await site.get('/topics/ferries')).text()
    expect(first).toMatch(
      /class="breadcrumb"[\s\S]*href="\/topics\/harbour">Harbour[\s\S]*By water\.[\s\S]*About s21<[\s\S]*About s2<[\s\S]*rel="next" href="\/topics\/ferries\?page=2"/u,
    )
    expect(first).toContain('"@type":"ItemList"')
    const second = await (await site.get('/topics/ferries?page=2')).text()
    expect([second.includes('About s1<'), second.includes('About s2<'), second.includes('Page 2')]).toEqual([
      true,
      false,
      true,
    ])
    expect(
      await Promise.all(
        ['?page=3', '?page=0', '?page=x'].map(async (query) => (await site.get(`/topics/ferries${query}`)).status),
      ),
    ).toEqual([404, 404, 404])
    expect(await (await site.get('/-/topics')).text()).toMatch(
      /depth-0"><a href="\/topics\/harbour"[\s\S]*depth-1"><a href="\/topics\/ferries"/u,
    )
  })

  test('a topic and a person that are called otherwise are so on every page at once, and are found so', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, { slug: 'quay', head: 'topics: [Harbour]\nbyline: [Maren Quill]\n' })
    await publish(house, { slug: 'tide', head: 'topics: [Harbour, Town]\n' })
    await house.queue.drain()
    const pages = [
      '/',
      '/2026/10/quay',
      '/topics/harbour',
      '/topics/town',
      '/-/archive',
      '/-/archive/2026/10',
      '/-/topics',
      '/feed.json',
      '/none',
    ]
    const read = async () => Promise.all(pages.map(async (path) => (await site.get(path)).text()))
    expect((await read()).map((page) => page.includes('Harbour'))).toEqual(pages.map(() => true))
    const [harbour, maren] = [await topicBySlug(house.db, 'harbour'), await personBySlug(house.db, 'maren-quill')]
    if (harbour)
      await house.write(system, (tx) =>
        changeTopicIn(tx, harbour.id, { name: 'Waterfront', description: '' }, house.clock.now()),
      )
    if (maren)
      await house.write(system, (tx) =>
        changePersonIn(tx, maren.id, { name: 'Maren Oakes', role: '', biography: '' }, house.clock.now()),
      )
    expect(
      (await read()).map((page, index) => [pages[index], page.includes('Waterfront'), page.includes('Harbour')]),
    ).toEqual(pages.map((path) => [path, true, false]))
    expect(await (await site.get('/2026/10/quay')).text()).toMatch(/href="\/people\/maren-quill"[^>]*>Maren Oakes</u)
    await house.queue.drain()
    house.clock.advance(4_000)
    await house.queue.drain()
    for (const [question, found] of [
      ['Waterfront', 'tide'],
      ['Oakes', 'quay'],
    ])
      expect(await (await site.get(`/search?q=${question}`)).text(), question).toContain(`href="/2026/10/${found}"`)
    expect(await (await site.get('/search?q=Quill')).text()).not.toContain('<mark>')
  })

  test('a topic and a person under another name have its address, and what they were called leads to them', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await setSetting(house, operator, { key: 'languages', value: ['ar'] })
    await publish(house, { slug: 'quay', head: 'topics: [Harbour]\nbyline: [Maren Quill]\n' })
    await publish(house, { slug: 'town', head: 'topics: [Town]\nbyline: [Ada Marsh]\n' })
    await house.queue.drain()
    const leadsTo = async (path: string) => (await site.get(path)).headers.get('location')
    const topic = async (slug: string, to: { name: string; slug: string }) =>
      renameTopic(house, system, { id: ((await topicBySlug(house.db, slug)) ?? never()).id, ...to })
    const person = async (slug: string, to: { name: string; slug: string }) =>
      renamePerson(house, system, { id: ((await personBySlug(house.db, slug)) ?? never()).id, ...to })
    expect(await (await site.get('/2026/10/quay')).text()).toContain('href="/topics/harbour"')
    done(await topic('harbour', { name: 'Waterfront', slug: 'waterfront' }))
    done(await person('maren-quill', { name: 'Maren Oakes', slug: 'maren-oakes' }))
    for (const link of ['href="/topics/waterfront">Waterfront', 'href="/people/maren-oakes"'])
      expect(await (await site.get('/2026/10/quay')).text()).toContain(link)
    for (const prefix of ['', '/ar'])
      expect([await leadsTo(`${prefix}/topics/harbour`), await leadsTo(`${prefix}/people/maren-quill`)]).toEqual([
        `${prefix}/topics/waterfront`,
        `${prefix}/people/maren-oakes`,
      ])
    for (const path of ['/topics/harbour/feed.json', '/people/maren-quill/feed.json'])
      expect(await (await site.get(path)).text()).toContain('About quay')
    expect(await (await site.get('/search?topic=harbour&author=Maren+Quill')).text()).toContain('About quay')
    await publish(house, { slug: 'tide', head: 'topics: [Harbour]\nbyline: [Maren Quill]\n' })
    for (const path of ['/topics/waterfront', '/people/maren-oakes'])
      await expect.poll(async () => (await site.get(path)).text(), { timeout: 5_000 }).toContain('About tide')
    await house.queue.drain()
    house.clock.advance(4_000)
    await house.queue.drain()
    for (const question of ['Waterfront', 'Oakes'])
      expect(await (await site.get(`/search?q=${question}`)).text(), question).toContain('href="/2026/10/quay"')

    for (const taken of [
      await topic('town', { name: 'Harbour', slug: 'harbour' }),
      await topic('town', { name: 'Waterfront', slug: 'waterfront' }),
      await person('ada-marsh', { name: 'Maren Quill', slug: 'maren-quill' }),
    ])
      expect(taken.outcome).toBe('conflict')
    done(await topic('harbour', { name: 'Harbour', slug: 'harbour' }))
    done(await person('maren-quill', { name: 'Maren Quill', slug: 'maren-quill' }))
    expect([
      await leadsTo('/topics/waterfront'),
      await leadsTo('/people/maren-oakes'),
      await leadsTo('/topics/harbour'),
    ]).toEqual(['/topics/harbour', '/people/maren-quill', null])
    for (const { name, run } of articleChecks) expect(await run(house.db), name).toEqual([])
  })

  test('the archive counts each month as its stories come, move and go', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await setSetting(house, operator, { key: 'identity.timeZone', value: 'Europe/Lisbon' })
    await publish(house, { slug: 'midnight', published: '2026-08-31T23:30:00Z' })
    await publish(house, { slug: 'autumn', published: '2026-09-02T10:00:00Z' })
    await publish(house, { slug: 'notes', head: 'status: draft\n', published: '2026-09-03T10:00:00Z' })
    expect(await (await site.get('/-/archive')).text()).toMatch(
      /<dt>2026<\/dt>[\s\S]*href="\/-\/archive\/2026\/09">September<\/a> <span class="quiet">2 stories/u,
    )
    await publish(house, { slug: 'autumn', published: '2026-07-02T10:00:00Z' })
    const midnight = await articleByPath(house.db, '/2026/09/midnight')
    const month = await (await site.get('/-/archive/2026/09')).text()
    expect(month).toMatch(
      /<h1>September 2026<\/h1>[\s\S]*About midnight[\s\S]*href="\/-\/archive\/2026\/07">July 2026/u,
    )
    if (midnight) await withdrawArticle(house, system, { articleId: midnight.id })
    expect([
      (await site.get('/-/archive/2026/09')).status,
      (await site.get('/-/archive/2026/07')).status,
      (await site.get('/-/archive/26/7')).status,
    ]).toEqual([404, 200, 404])
    expect((await Promise.all(articleChecks.map((check) => check.run(house.db)))).flat()).toEqual([])
  })

  test("a person's words stand with their capacity of that day, their story and its date, and have pages of their own", async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, {
      slug: 'elder',
      published: '2024-05-02T10:00:00Z',
      body: quote('Ada Marsh', 'It is early.', 'deputy harbour master'),
    })
    await publish(house, {
      slug: 'many',
      published: '2026-10-01T10:00:00Z',
      body: Array.from({ length: 22 }, (_, index) => quote('Ada Marsh', `Said number ${index}.`)).join('\n'),
    })
    const page = await (await site.get('/people/ada-marsh')).text()
    expect([
      page.match(/<blockquote>/gu)?.length,
      page.includes('href="/people/ada-marsh/said"'),
      page.includes('"@type":"Quotation"'),
    ]).toEqual([5, true, true])
    const last = await (await site.get('/people/ada-marsh/said?page=2')).text()
    expect(last).toMatch(
      /It is early\.[\s\S]*deputy harbour master[\s\S]*href="\/2024\/05\/elder#[^"]+">About elder<\/a>, <time datetime="2024-05-02T10:00:00Z">/u,
    )
    expect((await site.get('/people/ada-marsh/said?page=3')).status).toBe(404)
  })

  test('two spellings of a name become one person, whose other address leads on', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, {
      slug: 'one',
      head: 'byline: [Ada Marsh, A. Marsh]\n',
      body: quote('A. Marsh', 'The tide waits.'),
    })
    await publish(house, { slug: 'two', head: 'byline: A. Marsh\n' })
    await site.get('/people/a-marsh')
    const [from, into] = [await personBySlug(house.db, 'a-marsh'), await personBySlug(house.db, 'ada-marsh')]
    if (!from || !into) throw new Error('both spellings must be people')
    done(await mergePeople(house, operator, { from: from.id, into: into.id }))
    const moved = await site.get('/people/a-marsh')
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/people/ada-marsh'])
    expect(await (await site.get('/people/ada-marsh')).text()).toMatch(/The tide waits\.[\s\S]*About two[\s\S]*/u)
    expect(await (await site.get('/2026/10/two')).text()).toContain(
      'href="/people/ada-marsh" rel="author">Ada Marsh</a>',
    )
    // Written again with the old spelling, a story is still hers.
    await publish(house, { slug: 'three', head: 'byline: A. Marsh\n', body: quote('A. Marsh', 'Nor for me.') })
    expect(await (await site.get('/people/ada-marsh')).text()).toMatch(/Nor for me\.[\s\S]*About three/u)
    const entry = await house.db
      .selectFrom('ledger')
      .select(['subject', 'detail'])
      .where('deed', '=', 'person.merge')
      .executeTakeFirst()
    expect([entry?.subject, JSON.parse(entry?.detail ?? '{}')]).toEqual([
      `person:${into.id}`,
      { from: from.id, slug: 'a-marsh', name: 'A. Marsh', stories: 1, quotes: 1 },
    ])
  })
})

function never(): never {
  throw new Error('what was just there is gone')
}
