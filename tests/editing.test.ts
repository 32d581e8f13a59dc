import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mergePeople } from '../src/articles/merge-people.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { ensurePerson } from '../src/people/store.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { roles, type Role } from '../src/staff/acts.ts'
import { ensureTopic } from '../src/topics/store.ts'
import { engines } from './databases.ts'
import { aContent, aDraft, deedsOf, paragraph, words, write } from './desk-stories.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { signedInAs, type SignedInBrowser } from './newsroom.ts'

type Newsroom = { house: TestHouse; site: Served } & Record<Role, SignedInBrowser>

async function aNewsroom(engine: (typeof engines)[number]): Promise<Newsroom & AsyncDisposable> {
  const house = await aHouse(engine)
  const site = await serve(house)
  const staff = Object.fromEntries(
    await Promise.all(
      (Object.keys(roles) as Role[]).map(async (role) => [role, await signedInAs(house, site, role)] as const),
    ),
  ) as Record<Role, SignedInBrowser>
  return {
    house,
    site,
    ...staff,
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]()
      await house[Symbol.asyncDispose]()
    },
  }
}

const at = (id: string, act = '') => `/api/v1/articles/${id}${act === '' ? '' : `/${act}`}`

describe.each(engines)('from draft to the public on %s', (engine) => {
  let room: Newsroom & AsyncDisposable
  beforeAll(async () => {
    room = await aNewsroom(engine)
  })
  afterAll(() => room[Symbol.asyncDispose]())

  const stateOf = async (id: string) => (await room.editor.call('GET', at(id))).json.state
  const published = async (content = aContent()) => {
    const id = await aDraft(room.editor, content)
    const { json, status } = await room.editor.call('POST', at(id, 'publish'), {})
    expect(status, JSON.stringify(json)).toBe(200)
    return { id, path: json.path as string }
  }

  test('a reporter hands in, an editor gives back and approves, and readers have it', async () => {
    const { house, site, reporter, editor } = room
    const id = await aDraft(reporter)
    expect(await stateOf(id)).toBe('draft')
    expect((await reporter.call('POST', at(id, 'submit'), { words: 'Please look.' })).json).toMatchObject({
      outcome: 'submitted',
      state: 'pending',
    })
    expect((await editor.call('POST', at(id, 'return'), { words: ' ' })).status).toBe(422)
    expect((await editor.call('POST', at(id, 'return'), { words: 'Who says so?' })).json.state).toBe('draft')
    const head = (await reporter.call('GET', at(id))).json
    expect(head.reviews.map(({ verdict, words: said, by }: any) => [verdict, said, by.name])).toEqual([
      ['returned', 'Who says so?', 'The editor'],
      ['submitted', 'Please look.', 'The reporter'],
    ])
    await write(reporter, id, aContent(words('The captain says it left at nine.')))
    await reporter.call('POST', at(id, 'submit'), {})
    expect((await editor.call('POST', at(id, 'approve'), {})).json.state).toBe('ready')
    const out = await editor.call('POST', at(id, 'publish'), {})
    expect(out.json).toMatchObject({ outcome: 'published', version: 1 })
    expect(await (await site.get(out.json.path)).text()).toContain('The captain says it left at nine.')
    const seen = (await reporter.call('GET', at(id))).json
    expect(seen).toMatchObject({ state: 'published', hasChanges: false, may: { write: true, publish: false } })
    expect((await deedsOf(house, id)).map(({ deed, actor }) => [deed, actor])).toEqual([
      ['article.create', `staff:${reporter.id}`],
      ['article.write', `staff:${reporter.id}`],
      ['article.submit', `staff:${reporter.id}`],
      ['article.return', `staff:${editor.id}`],
      ['article.write', `staff:${reporter.id}`],
      ['article.submit', `staff:${reporter.id}`],
      ['article.approve', `staff:${editor.id}`],
      ['article.update', `staff:${editor.id}`],
      ['article.publish', `staff:${editor.id}`],
    ])
  })

  test('a live story is edited as a copy: readers have the old words until the update is published', async () => {
    const { site, editor } = room
    const { id, path } = await published()
    await write(editor, id, aContent({ ...words('It leaves at ten.'), headline: 'The ferry leaves later' }))
    expect(await (await site.get(path)).text()).toContain('It left at nine.')
    const before = (await editor.call('GET', at(id))).json
    expect(before).toMatchObject({ state: 'published', hasChanges: true })
    const out = await editor.call('POST', at(id, 'publish'), {}, { 'If-Match': `"${before.revision}"` })
    expect(out.json).toMatchObject({ outcome: 'published', path, version: 2 })
    const page = await (await site.get(path)).text()
    expect([page.includes('It leaves at ten.'), page.includes('It left at nine.')]).toEqual([true, false])
    const again = await editor.call('POST', at(id, 'publish'), {})
    expect(again.json).toMatchObject({ outcome: 'unchanged', version: 2 })
    const versions = (await editor.call('GET', at(id, 'versions'))).json.versions
    expect(versions.map((each: any) => [each.number, each.headline, each.by.name])).toEqual([
      [2, 'The ferry leaves later', 'The editor'],
      [1, 'The ferry returns', 'The editor'],
    ])
  })

  test('of two editors who publish at once one is told, whether they say what they have seen or not', async () => {
    const { editor, publisher } = room
    const { id } = await published()
    await write(editor, id, aContent(words('Twice.')))
    const { revision } = (await editor.call('GET', at(id))).json
    const seen = { 'If-Match': `"${revision}"` }
    const both = await Promise.all([
      editor.call('POST', at(id, 'publish'), {}, seen),
      publisher.call('POST', at(id, 'publish'), {}, seen),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412])
    await write(editor, id, aContent(words('Three times.')))
    const blind = await Promise.all([
      editor.call('POST', at(id, 'publish'), {}),
      publisher.call('POST', at(id, 'publish'), {}),
    ])
    const told = blind.map(({ status, json }) => (status === 200 ? json.outcome : status)).toSorted()
    expect([
      [412, 'published'],
      ['published', 'unchanged'],
    ]).toContainEqual(told)
  })

  test('what the preflight blocks stays in, unless somebody says why it must go out', async () => {
    const { house, editor } = room
    const headless = aContent({ headline: '' })
    const id = await aDraft(editor, headless)
    const checked = (await editor.call('GET', `${at(id, 'preflight')}?language=de`)).json
    expect(checked.isBlocked).toBe(true)
    expect(checked.findings[0]).toMatchObject({
      rule: 'headline-missing',
      severity: 'blocking',
      field: 'headline',
      words: 'Der Artikel hat keine Überschrift.',
    })
    const refused = await editor.call('POST', at(id, 'publish'), {})
    expect(refused).toMatchObject({
      status: 422,
      json: { type: '/api#invalid', faults: [{ path: '/headline', detail: 'The story has no headline.' }] },
    })
    expect(await stateOf(id)).toBe('draft')
    const forced = await editor.call('POST', at(id, 'publish'), { overrideReason: 'Breaking: the siren sounds.' })
    expect(forced.json.outcome).toBe('published')
    expect((await deedsOf(house, id)).at(-1)).toMatchObject({
      deed: 'article.publish',
      detail: { overrideReason: 'Breaking: the siren sounds.', overridden: ['headline-missing'] },
    })
    await setSetting(house, operator, { key: 'preflight.rules', value: { 'standfirst-missing': 'blocking' } })
    const other = await aDraft(editor, aContent({ standfirst: '' }))
    expect((await editor.call('POST', at(other, 'publish'), {})).status).toBe(422)
    await setSetting(house, operator, { key: 'preflight.rules', value: {} })
    expect((await editor.call('POST', at(other, 'publish'), {})).status).toBe(200)
  })

  test('an approval is of the words that were read, and of somebody else’s', async () => {
    const { house, editor, publisher } = room
    await setSetting(house, operator, { key: 'approval', value: { stories: true, updates: true } })
    try {
      const id = await aDraft(editor)
      expect((await editor.call('POST', at(id, 'publish'), {})).json.detail).toMatch(/second person must approve/u)
      await editor.call('POST', at(id, 'submit'), {})
      expect((await editor.call('POST', at(id, 'approve'), {})).json.detail).toMatch(/somebody else must approve/u)
      await publisher.call('POST', at(id, 'approve'), {})
      expect((await editor.call('GET', at(id))).json.approval).toMatchObject({
        isNeeded: true,
        by: { name: 'The publisher' },
      })
      await write(editor, id, aContent(words('Slipped in afterwards.')))
      expect((await editor.call('GET', at(id))).json.approval.by).toBe(null)
      expect((await editor.call('POST', at(id, 'publish'), {})).status).toBe(409)
      // The very words that were approved are approved again.
      await write(editor, id, aContent())
      const out = await editor.call('POST', at(id, 'publish'), {})
      expect(out.json.outcome).toBe('published')
      expect((await deedsOf(house, id)).at(-1)?.detail.approvedBy).toBe(`staff:${publisher.id}`)
      await write(editor, id, aContent(words('An update.')))
      expect((await editor.call('POST', at(id, 'publish'), {})).status).toBe(409)
      await editor.call('POST', at(id, 'submit'), {})
      await publisher.call('POST', at(id, 'approve'), {})
      expect(await stateOf(id)).toBe('published')
      await publisher.call('POST', at(id, 'return'), { words: 'On second thoughts: no.' })
      expect((await editor.call('POST', at(id, 'publish'), {})).status).toBe(409)
      await publisher.call('POST', at(id, 'approve'), {})
      expect((await editor.call('POST', at(id, 'publish'), {})).json.outcome).toBe('published')
    } finally {
      await setSetting(house, operator, { key: 'approval', value: {} })
    }
  })

  test('nobody publishes before the embargo but the publisher, who must mean it', async () => {
    const { house, editor, publisher, reporter } = room
    const id = await aDraft(reporter)
    const embargoAt = house.clock.now() + 3_600_000
    expect((await reporter.call('PATCH', at(id), { embargoAt })).json).toMatchObject({ outcome: 'set', embargoAt })
    for (const [who, body] of [
      [editor, {}],
      [editor, { breaksEmbargo: true }],
      [publisher, {}],
    ] as const) {
      const refused = await who.call('POST', at(id, 'publish'), body)
      expect([refused.status, refused.json.detail]).toEqual([409, expect.stringMatching(/under embargo until/u)])
    }
    const early = { publishAt: embargoAt - 60_000 }
    expect((await editor.call('POST', at(id, 'schedule'), early)).status).toBe(409)
    for (const earlier of [null, embargoAt - 1])
      expect((await editor.call('PATCH', at(id), { embargoAt: earlier })).status).toBe(409)
    const out = await publisher.call('POST', at(id, 'publish'), { breaksEmbargo: true })
    expect(out.json.outcome).toBe('published')
    expect((await deedsOf(house, id)).at(-1)).toMatchObject({
      actor: `staff:${publisher.id}`,
      detail: { brokeEmbargo: embargoAt },
    })
    const other = await aDraft(reporter, aContent({ headline: 'Another' }))
    await reporter.call('PATCH', at(other), { embargoAt: house.clock.now() + 1_000 })
    house.clock.advance(1_000)
    expect((await editor.call('POST', at(other, 'publish'), {})).status).toBe(200)
  })

  test('a file does not publish before the embargo either', async () => {
    const { house, editor } = room
    const { id, path } = await published(aContent({ headline: 'Embargoed file' }))
    await editor.call('PATCH', at(id), { embargoAt: house.clock.now() + 60_000 })
    const file = (words: string) =>
      publishStory(house, operator, {
        source: `---\nheadline: Embargoed file\nslug: ${path.split('/').at(-1)}\n---\n\n${words}\n`,
        read: async () => undefined,
      })
    expect(await file('From a file.')).toMatchObject({
      outcome: 'faulty',
      faults: [{ message: expect.stringMatching(/^this story is under embargo until/u) }],
    })
    house.clock.advance(60_000)
    expect(await file('From a file.')).toMatchObject({ outcome: 'updated' })
    // What came from outside stands in the copy, and is no change of the newsroom's.
    expect((await editor.call('GET', at(id))).json).toMatchObject({ hasChanges: false })
    expect(JSON.stringify((await editor.call('GET', at(id, 'content'))).json)).toContain('From a file.')
  })

  test('a story goes out when its time comes, and not what was written after that was decided', async () => {
    const { house, site, editor } = room
    const id = await aDraft(editor, aContent({ headline: 'Later today' }))
    const publishAt = house.clock.now() + 3_600_000
    expect((await editor.call('POST', at(id, 'schedule'), { publishAt })).json).toMatchObject({
      outcome: 'scheduled',
      publishAt,
    })
    expect((await editor.call('GET', at(id))).json).toMatchObject({ state: 'scheduled', scheduledAt: publishAt })
    await write(editor, id, aContent({ headline: 'Later today', ...words('Afterthought.') }))
    expect((await editor.call('GET', at(id))).json.hasChanges).toBe(true)
    await house.queue.drain()
    expect(await stateOf(id)).toBe('scheduled')
    house.clock.advance(3_600_000)
    await house.queue.drain()
    const { state, path, publishedAt } = (await editor.call('GET', at(id))).json
    expect([state, publishedAt]).toEqual(['published', publishAt])
    const page = await (await site.get(path)).text()
    expect([page.includes('It left at nine.'), page.includes('Afterthought.')]).toEqual([true, false])
  })

  test('what was planned can be taken back, planned anew, and done at once', async () => {
    const { house, editor } = room
    const id = await aDraft(editor, aContent({ headline: 'Planned' }))
    const publishAt = house.clock.now() + 600_000
    await editor.call('POST', at(id, 'schedule'), { publishAt })
    expect((await editor.call('POST', at(id, 'unschedule'))).json.outcome).toBe('unscheduled')
    house.clock.advance(600_000)
    await house.queue.drain()
    expect(await stateOf(id)).toBe('ready')
    expect((await editor.call('POST', at(id, 'unschedule'))).status).toBe(409)
    await editor.call('POST', at(id, 'schedule'), { publishAt: house.clock.now() + 600_000 })
    const now = house.clock.now()
    expect((await editor.call('POST', at(id, 'publish'), {})).json.outcome).toBe('published')
    expect((await editor.call('GET', at(id))).json.publishedAt).toBe(now)
    expect((await editor.call('POST', at(id, 'schedule'), { publishAt: now })).status).toBe(422)
  })

  test('an update of a live story is planned too, and gives way to what was decided meanwhile', async () => {
    const { house, site, editor } = room
    const { id, path } = await published(aContent({ headline: 'Live' }))
    const later = () => ({ publishAt: house.clock.now() + 600_000 })
    await write(editor, id, aContent({ headline: 'Live', ...words('Planned words.') }))
    await editor.call('POST', at(id, 'schedule'), later())
    expect((await editor.call('GET', at(id))).json).toMatchObject({
      state: 'published',
      scheduledAt: expect.any(Number),
      may: { publish: false, unschedule: true },
    })
    expect((await editor.call('POST', at(id, 'publish'), {})).json.detail).toMatch(/An update is scheduled for/u)
    expect(await (await site.get(path)).text()).toContain('It left at nine.')
    house.clock.advance(600_000)
    await house.queue.drain()
    expect(await (await site.get(path)).text()).toContain('Planned words.')
    expect((await editor.call('GET', at(id))).json).toMatchObject({ scheduledAt: null, hasChanges: false })
    await write(editor, id, aContent({ headline: 'Live', ...words('Never seen.') }))
    await editor.call('POST', at(id, 'schedule'), later())
    await editor.call('POST', at(id, 'withdraw'))
    house.clock.advance(600_000)
    await house.queue.drain()
    expect([await stateOf(id), (await site.get(path)).status]).toEqual(['withdrawn', 410])
    expect((await deedsOf(house, id)).at(-1)?.deed).toBe('article.update-missed')
  })

  test('times are the publication’s own, right over the change of clocks', async () => {
    const { house, editor } = room
    await setSetting(house, operator, { key: 'identity.timeZone', value: 'Europe/Berlin' })
    try {
      const id = await aDraft(editor, aContent({ headline: 'Clocks' }))
      const plan = (publishAt: string) => editor.call('POST', at(id, 'schedule'), { publishAt })
      const planned = async (local: string) => new Date((await plan(local)).json.publishAt).toISOString()
      expect(await planned('2026-10-25T01:30')).toBe('2026-10-24T23:30:00.000Z')
      // Shown twice: the first of the two.
      expect(await planned('2026-10-25T02:30')).toBe('2026-10-25T00:30:00.000Z')
      expect(await planned('2026-10-25T03:30')).toBe('2026-10-25T02:30:00.000Z')
      expect(await planned('2027-03-28T03:00')).toBe('2027-03-28T01:00:00.000Z')
      const left = await plan('2027-03-28T02:30')
      expect([left.status, left.json.detail]).toEqual([422, expect.stringMatching(/is not a time in Europe\/Berlin/u)])
      expect((await plan('2026-02-30T10:00')).status).toBe(422)
    } finally {
      await setSetting(house, operator, { key: 'identity.timeZone', value: 'UTC' })
    }
  })

  test('a story whose time is over is withdrawn by itself, and old bytes are served to nobody', async () => {
    const { house, site, editor } = room
    const { id, path } = await published(aContent({ headline: 'For a while' }))
    expect((await site.get(path)).status).toBe(200)
    const expiresAt = house.clock.now() + 60_000
    await editor.call('PATCH', at(id), { expiresAt })
    house.clock.advance(30_000)
    await editor.call('PATCH', at(id), { expiresAt: expiresAt + 60_000 })
    house.clock.advance(30_000)
    await house.queue.drain()
    expect((await site.get(path)).status).toBe(200)
    house.clock.advance(60_000)
    await house.queue.drain()
    expect([await stateOf(id), (await site.get(path)).status]).toEqual(['withdrawn', 410])
    expect((await editor.call('POST', at(id, 'publish'), {})).status).toBe(409)
    await editor.call('PATCH', at(id), { expiresAt: null })
    expect((await editor.call('POST', at(id, 'publish'), {})).json.outcome).toBe('published')
    expect((await site.get(path)).status).toBe(200)
  })

  test('an earlier version is written into the copy, and readers have it when it is published', async () => {
    const { site, editor } = room
    const { id, path } = await published(aContent({ headline: 'As it was' }))
    await write(editor, id, aContent({ headline: 'As it is', ...words('Other words.') }))
    await editor.call('POST', at(id, 'publish'), {})
    const diff = (await editor.call('GET', `${at(id, 'diff')}?from=1&to=2`)).json
    expect(diff.fields.map(({ field }: any) => field)).toEqual(['headline'])
    expect(diff.counts).toMatchObject({ changed: 1, inserted: 0, deleted: 0 })
    expect((await editor.call('POST', at(id, 'versions/1/restore'))).json.outcome).toBe('written')
    expect((await editor.call('POST', at(id, 'versions/9/restore'))).status).toBe(404)
    expect(await (await site.get(path)).text()).toContain('Other words.')
    expect((await editor.call('GET', `${at(id, 'diff')}?from=1`)).json.counts).toEqual({
      inserted: 0,
      deleted: 0,
      changed: 0,
      moved: 0,
      fields: 0,
    })
    await editor.call('POST', at(id, 'publish'), {})
    expect(await (await site.get(path)).text()).toContain('It left at nine.')
    expect((await editor.call('GET', at(id, 'versions/3'))).json.content.headline).toBe('As it was')
  })

  test('topics, byline, address and chosen stories are part of a version: told in names, and brought back', async () => {
    const { house, site, editor } = room
    const at0 = house.clock.now()
    const ids = await house.write(operator, async (tx) => ({
      harbour: await ensureTopic(tx, { name: 'Harbour', slug: 'harbour' }, at0),
      money: await ensureTopic(tx, { name: 'Money', slug: 'money' }, at0),
      ana: await ensurePerson(tx, { name: 'Ana Lopes' }, at0),
      ben: await ensurePerson(tx, { name: 'Ben Adler' }, at0),
      anna: await ensurePerson(tx, { name: 'Anna Lopes' }, at0),
    }))
    const beside = await published(aContent({ headline: 'The other ferry', slug: 'other-ferry' }))
    const first = { slug: 'ferry-first', topics: [ids.harbour, ids.money], authors: [ids.ana], related: [beside.id] }
    const { id, path } = await published(aContent(first))
    const second = { slug: 'ferry-second', topics: [ids.money], authors: [ids.ana, ids.ben], related: [] }
    await write(editor, id, aContent(second))
    const moved = (await editor.call('POST', at(id, 'publish'), {})).json
    expect(moved).toMatchObject({ outcome: 'published', version: 2 })
    expect(moved.path).toContain('ferry-second')

    const diff = (await editor.call('GET', `${at(id, 'diff')}?from=1&to=2`)).json
    expect(diff.blocks.every(({ change }: any) => change === 'same')).toBe(true)
    const told = ({ field, texts, values }: any) => [
      field,
      texts.flatMap(({ pieces }: any) => pieces.map(({ kind, words: said }: any) => `${kind} ${said}`)),
      values.map(({ from, to }: any) => [from, to]),
    ]
    expect(diff.fields.map(told)).toEqual([
      ['slug', [], [['ferry-first', 'ferry-second']]],
      ['topics', ['deleted Harbour', 'same  · ', 'same Money'], []],
      ['authors', ['same Ana Lopes', 'same  · ', 'inserted Ben Adler'], []],
      ['related', ['deleted The other ferry'], []],
    ])

    // Who was merged meanwhile comes back as the person they are now.
    await mergePeople(house, operator, { from: ids.ana, into: ids.anna })
    await editor.call('POST', at(id, 'versions/1/restore'))
    const copy = (await editor.call('GET', at(id, 'content'))).json.content
    expect(copy).toMatchObject({ ...first, authors: [ids.anna] })
    expect((await editor.call('POST', at(id, 'publish'), {})).json).toMatchObject({ path, version: 3 })
    const page = await (await site.get(path)).text()
    expect([page.includes('Anna Lopes'), page.includes('Ben Adler')]).toEqual([true, false])
    const old = await site.get(moved.path)
    expect([old.status, old.headers.get('location')]).toEqual([301, path])
    expect((await editor.call('GET', at(id, 'versions/2'))).json.content).toMatchObject({
      ...second,
      authors: [ids.anna, ids.ben],
    })
  })

  test('an address that somebody else took meanwhile stays theirs when an earlier version is restored', async () => {
    const { site, editor } = room
    const { id, path } = await published(aContent({ headline: 'The quay', slug: 'quay' }))
    await write(editor, id, aContent({ headline: 'The quay', slug: 'old-quay' }))
    await editor.call('POST', at(id, 'publish'), {})
    const other = await published(aContent({ headline: 'The new quay', slug: 'quay', ...words('A new quay.') }))
    expect(other.path).toBe(path)
    await editor.call('POST', at(id, 'versions/1/restore'))
    const back = (await editor.call('POST', at(id, 'publish'), {})).json
    expect(back.path).toBe(`${path}-2`)
    expect(await (await site.get(path)).text()).toContain('A new quay.')
    const left = await site.get(path.replace('quay', 'old-quay'))
    expect([left.status, left.headers.get('location')]).toEqual([301, back.path])
  })

  test('the list knows which stories say more than readers have', async () => {
    const { editor, house } = room
    const { id } = await published(aContent({ headline: 'Quokka at the quay' }))
    const isMarked = async () => {
      const { articles } = (await editor.call('GET', '/api/v1/articles?limit=100')).json
      return articles.find((listed: any) => listed.id === id).hasChanges
    }
    expect(await isMarked()).toBe(false)
    house.clock.advance(1_000)
    expect((await editor.call('POST', at(id, 'publish'), {})).json.outcome).toBe('unchanged')
    expect(await isMarked()).toBe(false)
    await write(editor, id, aContent({ headline: 'Quokka at the quay', comments: 'held' }))
    expect(await isMarked()).toBe(true)
    house.clock.advance(1_000)
    expect((await editor.call('POST', at(id, 'publish'), {})).json).toMatchObject({ outcome: 'published', version: 1 })
    expect(await isMarked()).toBe(false)
    expect((await editor.call('GET', at(id, 'content'))).json.content.comments).toBe('held')
  })

  test('a page has an address without a date', async () => {
    const { editor, site } = room
    const { id } = (await editor.call('POST', '/api/v1/articles', { kind: 'page' })).json
    await write(editor, id, aContent({ headline: 'Imprint' }))
    const out = await editor.call('POST', at(id, 'publish'), {})
    expect(out.json).toMatchObject({ outcome: 'published', path: '/pages/imprint' })
    expect((await site.get('/pages/imprint')).status).toBe(200)
  })

  test('what is thrown away comes back as it was, and nothing that readers have goes there', async () => {
    const { editor, reporter, site } = room
    const id = await aDraft(reporter)
    expect((await reporter.call('POST', at(id, 'trash'))).json.state).toBe('trashed')
    expect((await editor.call('POST', at(id, 'publish'), {})).status).toBe(409)
    expect((await reporter.call('POST', at(id, 'restore'))).json.state).toBe('draft')
    expect((await reporter.call('POST', at(id, 'restore'))).status).toBe(409)
    const { id: live, path } = await published(aContent({ headline: 'To be thrown away' }))
    expect((await editor.call('POST', at(live, 'trash'))).json.detail).toMatch(/Withdraw it first/u)
    await editor.call('POST', at(live, 'withdraw'))
    expect((await editor.call('POST', at(live, 'trash'))).json.state).toBe('trashed')
    expect((await site.get(path)).status).toBe(410)
    expect((await editor.call('POST', at(live, 'restore'))).json.state).toBe('withdrawn')
  })

  test('many are done at once, and each is told of by itself', async () => {
    const { editor } = room
    const [good, bad] = [
      await aDraft(editor, aContent({ headline: 'Good' })),
      await aDraft(editor, aContent({ headline: '' })),
    ]
    const done = await editor.call('POST', '/api/v1/articles/bulk', { ids: [good, bad, 'nothing'], act: 'publish' })
    expect(done.json.results).toEqual([
      { id: good, isDone: true, words: '' },
      {
        id: bad,
        isDone: false,
        words: expect.stringMatching(/^One problem stops this/u),
        code: 'stopped',
        params: { count: 1 },
      },
      { id: 'nothing', isDone: false, words: 'There is no such story.', code: 'no-such-story' },
    ])
    const asReporter = await room.reporter.call('POST', '/api/v1/articles/bulk', { ids: [good], act: 'withdraw' })
    expect(asReporter.json.results).toMatchObject([{ isDone: false, words: expect.stringMatching(/may not/u) }])
  })

  test('the list has drafts by their newest headline, one’s own apart, page by page', async () => {
    const { editor, contributor } = room
    const ids: string[] = []
    for (const headline of ['Zebra crossing one', 'Zébra crossing two', 'Zebra crossing three'])
      ids.push(await aDraft(contributor, aContent({ headline })))
    const list = async (by: SignedInBrowser, query: string) => {
      const found: string[] = []
      for (let next: string | null = ''; next !== null;) {
        const page = await by.call('GET', `/api/v1/articles?${query}${next === '' ? '' : `&after=${next}`}`)
        expect(page.status, JSON.stringify(page.json)).toBe(200)
        found.push(...page.json.articles.map(({ id }: any) => id))
        next = page.json.next
      }
      return found
    }
    await expect.poll(() => list(editor, 'search=crossing%20ZEBRA&limit=2')).toHaveLength(3)
    expect((await list(editor, 'search=zebra&state=draft,pending')).toSorted()).toEqual(ids.toSorted())
    expect((await list(contributor, 'limit=100')).toSorted()).toEqual(ids.toSorted())
    expect(await list(editor, 'search=zebra&mine=yes')).toEqual([])
    expect(await list(editor, 'search=100%25')).toEqual([])
    const [row] = (await contributor.call('GET', '/api/v1/articles?search=three')).json.articles
    expect(row).toMatchObject({
      headline: 'Zebra crossing three',
      state: 'draft',
      hasChanges: true,
      owner: { name: 'The contributor' },
      may: { write: true, submit: false, publish: false, trash: true },
    })
    const others = await published()
    expect((await contributor.call('GET', at(others.id))).status).toBe(403)
    expect((await contributor.call('PUT', at(others.id, 'content'), { content: aContent() })).status).toBe(403)
  })

  test('each role may do to another’s story and to its own what the table says, and is told no elsewhere', async () => {
    const acts = {
      submit: {},
      return: { words: 'No.' },
      approve: {},
      publish: {},
      schedule: { publishAt: room.house.clock.now() + 60_000 },
      trash: undefined,
    } as const
    const allowed: Record<Role, { own: string[]; others: string[] }> = {
      contributor: { own: ['trash'], others: [] },
      reporter: { own: ['submit', 'trash'], others: [] },
      moderator: { own: [], others: [] },
      editor: {
        own: Object.keys(acts),
        others: Object.keys(acts),
      },
      publisher: { own: Object.keys(acts), others: Object.keys(acts) },
    }
    for (const role of Object.keys(allowed) as Role[]) {
      const by = room[role]
      room.house.clock.advance(120_000)
      for (const [act, body] of Object.entries(acts))
        for (const whose of ['own', 'others'] as const) {
          if (whose === 'own' && role === 'moderator') continue
          const id = await aDraft(whose === 'own' ? by : room.editor)
          if (whose === 'others' && role === 'editor') continue
          const { status } = await by.call('POST', at(id, act), body)
          expect(`${role} ${act} ${whose}: ${status === 403}`).toBe(
            `${role} ${act} ${whose}: ${!allowed[role][whose].includes(act)}`,
          )
        }
    }
    expect((await room.moderator.call('POST', '/api/v1/articles', {})).status).toBe(403)
  })

  test('two blocks of one id, a depth without end and fields that nobody knows are refused in words', async () => {
    const { editor } = room
    const id = await aDraft(editor)
    const twice = aContent({ document: { version: 1, blocks: [paragraph('a'), paragraph('b')] } })
    const refused = await editor.call('PUT', at(id, 'content'), { content: twice })
    expect([refused.status, refused.json.faults]).toEqual([
      422,
      [{ path: '/content/document/blocks', detail: 'two blocks have the same id' }],
    ])
    expect((await editor.call('PUT', at(id, 'content'), { content: { ...aContent(), odd: 1 } })).status).toBe(422)
    expect((await editor.call('GET', at(id, 'content'))).json.content).toMatchObject({ headline: 'The ferry returns' })
  })
})
