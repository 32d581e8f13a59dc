import { describe, expect, test } from 'vitest'
import { articleBySlug } from '../src/articles/store.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'
import { dataFaults, dataIn } from './validators.ts'

async function publish(house: TestHouse): Promise<void> {
  await setSetting(house, operator, { key: 'identity.name', value: 'The Lantern' })
  await setSetting(house, operator, {
    key: 'social',
    value: [{ name: 'Mastodon', url: 'https://social.example/@lantern' }],
  })
  for (const source of [
    '---\nheadline: The ferry returns\nstandfirst: After a month.\nslug: ferry\ntopics: [Harbour, Town]\n' +
      'byline: Maren Quillfeather\n---\n' +
      ':::quote{speaker="Ada Marsh" capacity="harbour master" source="Minutes" ' +
      'url="https://council.example/minutes" date="2026-10-01"}\nThe tide *does not* wait.\n\n' +
      'It never has.\n:::\n',
    `---\nheadline: A tram stops\nslug: tram\ntopics: Town\n---\n:::quote\nNobody knows who said it.\n:::\n`,
  ])
    expect(
      (await publishStory(house, { kind: 'operator', id: 'desk' }, { source, read: async () => undefined })).outcome,
    ).toBe('created')
}

describe.each(engines)('data for machines on %s', (engine) => {
  test('every page says only what schema.org has words for', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house)
    for (const path of [
      '/',
      '/2026/10/ferry',
      '/2026/10/tram',
      '/topics/town',
      '/people/ada-marsh',
      '/people/maren-quillfeather',
      '/-/archive',
    ]) {
      const data = dataIn(await (await site.get(path)).text())
      expect(data.length, path).toBeGreaterThan(0)
      expect(dataFaults(data), path).toEqual([])
    }
  })

  test('a quotation says who, in what capacity, when and where, in its story and with its speaker', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house)
    const article = await articleBySlug(house.db, 'ferry')
    const { block_id: blockId } = await house.db
      .selectFrom('quotes')
      .select('block_id')
      .where('article_id', '=', article?.id ?? 0)
      .executeTakeFirstOrThrow()
    const url = `http://localhost:4000/2026/10/ferry#${blockId}`
    const said = {
      '@type': 'Quotation',
      text: 'The tide does not wait.\nIt never has.',
      url,
      citation: 'https://council.example/minutes',
      dateCreated: '2026-10-01',
      spokenByCharacter: {
        '@type': 'Person',
        name: 'Ada Marsh',
        url: 'http://localhost:4000/people/ada-marsh',
        jobTitle: 'harbour master',
      },
    }
    expect(dataIn(await (await site.get('/2026/10/ferry')).text())[0]).toMatchObject({
      '@type': 'NewsArticle',
      hasPart: [said],
    })
    const speaker = dataIn(await (await site.get('/people/ada-marsh')).text())
    expect(speaker).toContainEqual(
      expect.objectContaining({
        '@type': 'ItemList',
        itemListElement: [
          {
            '@type': 'ListItem',
            position: 1,
            item: {
              ...said,
              isPartOf: {
                '@type': 'NewsArticle',
                headline: 'The ferry returns',
                url: 'http://localhost:4000/2026/10/ferry',
              },
            },
          },
        ],
      }),
    )
    expect(dataIn(await (await site.get('/2026/10/tram')).text())[0]?.hasPart).toEqual([
      { '@type': 'Quotation', text: 'Nobody knows who said it.', url: expect.any(String) },
    ])
  })

  test('a list names its stories in their order', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house)
    for (const path of ['/', '/topics/town', '/-/archive']) {
      const list = dataIn(await (await site.get(path)).text()).find((block) => block['@type'] === 'ItemList')
      expect(list?.itemListElement, path).toEqual(
        ['tram', 'ferry'].map((slug, index) => ({
          '@type': 'ListItem',
          position: index + 1,
          url: `http://localhost:4000/2026/10/${slug}`,
        })),
      )
    }
  })
})

test('the publisher says of itself what is set, and nothing else', async () => {
  await using house = await aHouse('sqlite')
  await using site = await serve(house)
  await publish(house)
  const organization = async () =>
    dataIn(await (await site.get('/')).text()).find((block) => block['@type'] === 'NewsMediaOrganization')
  expect(await organization()).toEqual({
    '@context': 'https://schema.org',
    '@type': 'NewsMediaOrganization',
    '@id': 'http://localhost:4000/#organization',
    name: 'The Lantern',
    url: 'http://localhost:4000/',
    sameAs: ['https://social.example/@lantern'],
  })
  for (const [name, value] of Object.entries({
    logo: '/media/abc/logo.png',
    legalName: 'Lantern Press',
    foundingDate: '1987-04',
    publishingPrinciples: '/principles',
    ownershipFundingInfo: 'https://lantern.example/owners',
    masthead: '/masthead',
  }))
    await setSetting(house, operator, { key: `organization.${name}`, value })
  const told = await organization()
  expect(told).toMatchObject({
    logo: 'http://localhost:4000/media/abc/logo.png',
    legalName: 'Lantern Press',
    foundingDate: '1987-04',
    publishingPrinciples: 'http://localhost:4000/principles',
    ownershipFundingInfo: 'https://lantern.example/owners',
    masthead: 'http://localhost:4000/masthead',
  })
  expect(told).not.toHaveProperty('ethicsPolicy')
  expect(dataFaults(dataIn(await (await site.get('/')).text()))).toEqual([])
})

test('the walk finds what is wrong', () => {
  const faults = (node: Record<string, unknown>) => dataFaults([{ '@context': 'https://schema.org', ...node }])
  expect(faults({ '@type': 'NewsStory' })).toEqual(['NewsStory is no type that we use'])
  expect(faults({ '@type': 'Person', wordCount: 3 })).toEqual(['Person has no wordCount'])
  expect(faults({ '@type': 'NewsArticle', datePublished: 'yesterday', author: [{ '@type': 'WebPage' }] })).toEqual([
    'NewsArticle.datePublished cannot be "yesterday"',
    'NewsArticle.author cannot be a WebPage',
  ])
})
