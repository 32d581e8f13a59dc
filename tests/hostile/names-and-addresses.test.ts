import { describe, expect, test } from 'vitest'
import { renamePerson, renameTopic } from '../../src/articles/change-names.ts'
import { mergePeople } from '../../src/articles/merge-people.ts'
import { claimFreePath, claimPath, offerPaths } from '../../src/articles/path-store.ts'
import { renaming, suggestion } from '../../src/cli/rename-options.ts'
import { operator } from '../../src/kit/db/schema.ts'
import { ensurePerson, everybody, personBySlug, type Person } from '../../src/people/store.ts'
import { allTopics, ensureTopic, topicBySlug } from '../../src/topics/store.ts'
import { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'

describe.each(engines)('names that two change at once (%s)', (engine) => {
  async function threePeople(house: TestHouse): Promise<[Person, Person, Person]> {
    const ids = await house.write(operator, async (tx) => {
      const made: number[] = []
      for (const name of ['Ann', 'Ben', 'Cas']) made.push(await ensurePerson(tx, { name }, 1))
      return made
    })
    expect(ids).toHaveLength(3)
    const [ann, ben, cas] = await Promise.all(['ann', 'ben', 'cas'].map((slug) => personBySlug(house.db, slug)))
    if (!ann || !ben || !cas) throw new Error('all three must be there')
    return [ann, ben, cas]
  }
  const merge = (house: TestHouse, from: Person, into: Person) =>
    mergePeople(house, operator, { from: from.id, into: into.id })
  const chains = (house: TestHouse) =>
    house.db
      .selectFrom('people as one')
      .innerJoin('people as other', 'other.id', 'one.merged_into')
      .where('other.merged_into', 'is not', null)
      .select('one.slug')
      .execute()

  test('are one person after both merges, whichever comes first: nobody leads to nobody', async () => {
    await using house = await aHouse(engine)
    const [ann, ben] = await threePeople(house)
    const merged = await Promise.all([merge(house, ann, ben), merge(house, ben, ann)])
    expect(merged.map(({ outcome }) => outcome).toSorted()).toEqual(['conflict', 'merged'])
    expect([await chains(house), (await everybody(house.db, 'en')).length]).toEqual([[], 2])
  })

  test('lead to the last of a chain, also who was merged into somebody that is merged away', async () => {
    await using house = await aHouse(engine)
    const [ann, ben, cas] = await threePeople(house)
    const merged = [await merge(house, ben, cas), await merge(house, ann, ben), await merge(house, cas, ann)]
    expect(merged.map(({ outcome }) => outcome)).toEqual(['merged', 'merged', 'conflict'])
    expect(await chains(house)).toEqual([])
    for (const slug of ['ann', 'ben', 'cas']) expect((await personBySlug(house.db, slug))?.slug).toBe('cas')
  })

  test('are renamed as they are then, not as they were when somebody asked', async () => {
    await using house = await aHouse(engine)
    const [ann, ben] = await threePeople(house)
    const rename = (slug: string) => renamePerson(house, operator, { id: ann.id, name: slug, slug })
    const renamed = await Promise.all([rename('annabel'), rename('annie')])
    expect(renamed.map(({ outcome }) => outcome)).toEqual(['renamed', 'renamed'])
    await merge(house, ann, ben)
    expect(await rename('benedict')).toMatchObject({ outcome: 'renamed' })
    expect(await chains(house)).toEqual([])
    for (const slug of ['ann', 'annabel', 'annie', 'ben'])
      expect((await personBySlug(house.db, slug))?.slug).toBe('benedict')
  })

  test('of topics are too', async () => {
    await using house = await aHouse(engine)
    await house.write(operator, (tx) => ensureTopic(tx, { name: 'Quay' }, 1))
    const topic = await topicBySlug(house.db, 'quay')
    if (topic === undefined) throw new Error('the topic must be there')
    const rename = (slug: string) => renameTopic(house, operator, { id: topic.id, name: slug, slug })
    const renamed = await Promise.all([rename('harbour'), rename('port')])
    expect(renamed.map(({ outcome }) => outcome)).toEqual(['renamed', 'renamed'])
    expect(await allTopics(house.db, 'en')).toHaveLength(1)
    for (const slug of ['quay', 'harbour', 'port']) expect((await topicBySlug(house.db, slug))?.id).toBe(topic.id)
  })

  test.each(['/search', '/polls', '/feed.xml', '/robots.txt', '/sitemap.xml', '/de', '/ar/', '/media'])(
    'give a story no address that hides the page of the product at %s',
    async (path) => {
      await using house = await aHouse(engine)
      const claimed = house.write(operator, (tx) =>
        claimFreePath(tx, path, { kind: 'redirect', target: '/somewhere' }, 1),
      )
      expect(await claimed).toMatch(/-2\/?$/u)
    },
  )
})

describe.each(engines)('what is asked for by name (%s)', (engine) => {
  const machines = [
    '/robots.txt',
    '/sitemap.xml',
    '/sitemap-news.xml',
    '/feed.xml',
    '/oembed',
    '/index.php',
    '/service-worker.js',
  ]
  const ours = ['/', '/-/me', '/-/start', '/media/a', '/assets/x', '/healthz', '/.well-known/x']

  test('is never the address of what an import brings', async () => {
    await using house = await aHouse(engine)
    const target = { kind: 'redirect', target: '/somewhere' } as const
    const wanted = [...machines, ...ours, '/Robots.TXT', '/robots.txt/', '/sitemap.xml/']
    for (const path of wanted)
      expect([path, await house.write(operator, (tx) => claimPath(tx, path, target, 1))]).toEqual([path, false])
    const offers = wanted.map((path) => [path, target] as const)
    await house.write(operator, (tx) => offerPaths(tx, [...offers, ['/polls/', target]], 1))
    expect(await house.db.selectFrom('paths').select('path').execute()).toEqual([{ path: '/polls/' }])
  })
})

test('a name of marks that change places is refused without putting them in order', () => {
  // In order they would take minutes.
  expect(() => renaming(`a${'\u0301\u0316'.repeat(300_000)}`, undefined)).toThrow('the limit is 500')
  expect(suggestion('x'.repeat(100_000), ['harbour'])).toBe('')
  expect(() => renaming('Quay', 'x'.repeat(100_000))).toThrow('the limit is 500')
})

test.each([
  ['a\u0000b', 'control characters'],
  ['\u001b[31mred', 'control characters'],
  ['a\u202eb', 'control characters'],
  ['x'.repeat(200_000), 'the limit is 500'],
])('a new name is refused in words when it is %o', (name, words) => {
  expect(() => renaming(name, undefined)).toThrow(words)
})
