import { describe, expect, test } from 'vitest'
import { correctArticle } from '../src/articles/correct.ts'
import { relateArticle } from '../src/articles/relate.ts'
import { articleBySlug, type ArticleRow } from '../src/articles/store.ts'
import { writeStory } from '../src/articles/story-file/write.ts'
import { withdrawArticle } from '../src/articles/withdraw.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { storyOf } from '../src/importers/stories/story-of.ts'
import { operator } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'

type Told = { slug: string; head?: string; body?: string }

async function publish(house: TestHouse, { slug, head = '', body = 'Words about the harbour.' }: Told) {
  const source = `---\nheadline: The ${slug} returns\nslug: ${slug}\ntopics: Harbour\n${head}---\n\n${body}\n`
  const published = await publishStory(house, operator, { source, read: async () => undefined })
  if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults))
  return published
}

async function storyCalled(house: TestHouse, slug: string): Promise<ArticleRow> {
  const found = await articleBySlug(house.db, slug)
  if (found === undefined) throw new Error(`there is no story ${slug}`)
  return found
}

const pathOf = async (house: TestHouse, slug: string) => (await storyCalled(house, slug)).path ?? ''
const pageOf = async (site: { get(path: string): Promise<Response> }, path: string) => (await site.get(path)).text()
const cards = (page: string) =>
  [
    ...(/<aside class="rail">.*?<\/aside>/su.exec(page)?.[0].matchAll(/<h3[^>]*><a href="[^"]*\/([\w-]+)"/gu) ?? []),
  ].map(([, slug]) => slug)

describe.each(engines)('what a story has besides its words, on %s', (engine) => {
  test('stories chosen by hand stand beside it before those that were found, while readers can see them', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    for (const slug of ['quay', 'lock', 'pier']) await publish(house, { slug })
    await publish(house, { slug: 'ferry' })
    const ferry = await storyCalled(house, 'ferry')
    await relateArticle(house, ferry.id)
    const path = await pathOf(house, 'ferry')
    const found = cards(await pageOf(site, path))
    expect(found.toSorted()).toEqual(['lock', 'pier', 'quay'])
    const last = found.at(-1) ?? ''
    const again = await publish(house, { slug: 'ferry', head: `related: [${last}, nothing-of-that-name]\n` })
    expect(again).toMatchObject({ outcome: 'updated', unresolved: ['nothing-of-that-name'] })
    expect(cards(await pageOf(site, path))).toEqual([last, ...found.slice(0, -1)])
    await relateArticle(house, ferry.id)
    expect(cards(await pageOf(site, path))).toEqual([last, ...found.slice(0, -1)])
    const chosen = await storyCalled(house, last)
    done(await withdrawArticle(house, operator, { articleId: chosen.id }))
    expect(cards(await pageOf(site, path))).toEqual(found.slice(0, -1))
    await publish(house, { slug: last })
    await house.queue.drain()
    expect(cards(await pageOf(site, path))[0]).toBe(last)
    // A file that does not speak of them leaves them.
    await publish(house, { slug: 'ferry', body: 'Other words.' })
    expect(cards(await pageOf(site, path))[0]).toBe(last)
    await publish(house, { slug: 'ferry', head: 'related: []\n' })
    await relateArticle(house, ferry.id)
    expect(cards(await pageOf(site, path)).toSorted()).toEqual(['lock', 'pier', 'quay'])
  })

  test('its short headline stands in small lists, and its own disclosure on its page and in feeds', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const body = 'Buy [the lamp](https://www.amazon.com/dp/B01?tag=herald-20).'
    const head = 'short headline: Ferry back\ndisclosure: We earn a little with this lamp.\n'
    await publish(house, { slug: 'ferry', head, body })
    await publish(house, { slug: 'quay', head: 'related: ferry\n' })
    const page = await pageOf(site, await pathOf(house, 'ferry'))
    expect(page).toContain('<p>We earn a little with this lamp.</p>')
    expect(page).toContain('<h1>The ferry returns</h1>')
    expect(await pageOf(site, '/feed.json')).toContain('We earn a little with this lamp.')
    expect(await pageOf(site, await pathOf(house, 'quay'))).toMatch(/<h3[^>]*><a [^>]*>Ferry back<\/a>/u)
    expect(await pageOf(site, '/topics/harbour')).toContain('>The ferry returns</a>')
  })

  test('all of it comes out of the house as a file and goes back in, and changes nothing', async () => {
    await using house = await aHouse(engine)
    await publish(house, { slug: 'quay' })
    const head =
      'short headline: Ferry back\ndisclosure: We earn.\ncomments: held\nrelated: [quay]\n' +
      'corrections:\n  - kind: retraction\n    date: 2026-10-01T10:00:00Z\n    text: None of it was so.\n'
    await publish(house, { slug: 'ferry', head })
    const file = writeStory(await storyOf(house.db, await storyCalled(house, 'ferry')))
    const quay = await pathOf(house, 'quay')
    for (const line of [
      'short headline: Ferry back',
      'disclosure: We earn.',
      'comments: held',
      `related:\n  - ${quay}`,
      'kind: retraction',
    ])
      expect(file).toContain(line)
    expect(await publishStory(house, operator, { source: file, read: async () => undefined })).toMatchObject({
      outcome: 'unchanged',
    })
  })

  test.each([
    ['clarification', 'Clarification', true],
    ['update', 'Update', false],
    ['retraction', 'Retraction', true],
  ] as const)('a %s is called so wherever it stands', async (kind, label, isInData) => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, { slug: 'ferry' })
    const { id: articleId, path } = await storyCalled(house, 'ferry')
    done(await correctArticle(house, operator, { articleId, kind, words: 'It leaves at nine.' }))
    const page = await pageOf(site, path ?? '')
    expect(page).toMatch(new RegExp(`id="corrections-heading">${label}</h2>\\s*<p>It leaves at nine\\.`, 'u'))
    expect(page.includes('"@type":"CorrectionComment"')).toBe(isInData)
    expect(page.includes('"creativeWorkStatus":"Retracted"')).toBe(kind === 'retraction')
    expect(await pageOf(site, '/feed.json')).toContain(`<strong>${label}:</strong> It leaves at nine.`)
    expect(await pageOf(site, '/-/corrections')).toContain(`${label}, <time`)
    done(await correctArticle(house, operator, { articleId, words: 'From the other quay.' }))
    const both = await pageOf(site, path ?? '')
    expect(both).toMatch(
      new RegExp(`>Since publication</h2>.*<strong>Correction:</strong> From.*<strong>${label}:</strong> It`, 'su'),
    )
  })
})
