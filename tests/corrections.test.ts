import { describe, expect, test } from 'vitest'
import { correctArticle } from '../src/articles/correct.ts'
import { articleByPath } from '../src/articles/store.ts'
import { writeStory } from '../src/articles/story-file/write.ts'
import { withdrawArticle } from '../src/articles/withdraw.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { storyOf } from '../src/importers/stories/story-of.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { engines } from './databases.ts'
import { aHouse, noon, serve, type TestHouse } from './house.ts'

const path = '/2026/10/ferry'

async function publish(house: TestHouse, head = '', slug = 'ferry'): Promise<Awaited<ReturnType<typeof publishStory>>> {
  return publishStory(
    house,
    { kind: 'operator', id: 'desk' },
    {
      source:
        `---\nheadline: The ${slug} returns\nslug: ${slug}\npublished: 2026-10-14T08:00:00Z\n${head}---\n\n` +
        'Words.\n',
      read: async () => undefined,
    },
  )
}

async function correct(house: TestHouse, words: string, at = path): Promise<void> {
  const article = await articleByPath(house.db, at)
  if (article === undefined) throw new Error(`there is no story at ${at}`)
  done(await correctArticle(house, operator, { articleId: article.id, words }))
}

describe.each(engines)('corrections on %s', (engine) => {
  test('stand before the words of the story, in its data, in its time and on the page of all', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house)
    expect(await (await site.get('/-/corrections')).text()).toContain('Nothing has needed correcting so far.')
    await site.get(path)
    await correct(house, 'The ferry leaves at nine & not at eight.')
    const story = await (await site.get(path)).text()
    expect(story).toMatch(/id="corrections"[\s\S]*leaves at nine &amp; not at eight\.[\s\S]*>Words\.<\/p>/u)
    expect(story).toContain(
      '"@type":"CorrectionComment","text":"The ferry leaves at nine & not at eight.",' +
        `"datePublished":"${new Date(noon).toISOString()}"`,
    )
    expect(story).toContain(`"dateModified":"${new Date(noon).toISOString()}"`)
    expect(await (await site.get('/-/corrections')).text()).toMatch(
      /leaves at nine[\s\S]*href="\/2026\/10\/ferry#corrections">The ferry returns/u,
    )
    expect(await (await site.get('/feed.json')).text()).toContain(`"date_modified":"${new Date(noon).toISOString()}"`)
  })

  test('stand in the feeds before the story, whole or as a teaser, in its language', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house)
    await publish(house, 'language: de\n', 'quay')
    await correct(house, 'Nine & not eight.')
    house.clock.advance(60_000)
    await correct(house, 'Ten, in fact.')
    await correct(house, 'Die Fähre fährt um neun.', '/2026/10/quay')
    const bodies = async () =>
      ((await (await site.get('/feed.json')).json()) as { items: { url: string; content_html: string }[] }).items
        .sort((a, b) => (a.url < b.url ? -1 : 1))
        .map(({ content_html: body }) => body)
    const english =
      /^<p><strong>Correction:<\/strong> Ten, in fact\..*<p><strong>Correction:<\/strong> Nine &amp; not eight\. <time datetime="2026-10-14T12:00:00Z">October 14, 2026/su
    const german =
      /^<p><strong>Berichtigung:<\/strong> Die Fähre fährt um neun\. <time datetime="2026-10-14T12:01:00Z">14\. Oktober 2026/su
    for (const content of ['full', 'teaser']) {
      await setSetting(house, operator, { key: 'feeds.content', value: content })
      expect(await bodies(), content).toEqual([expect.stringMatching(english), expect.stringMatching(german)])
      expect(
        (await bodies()).map((body) => body.indexOf('Words.') > body.lastIndexOf('</time>')),
        content,
      ).toEqual([true, true])
    }
  })

  test('are read from a story file, written back to it, and stay when a file does not speak of them', async () => {
    await using house = await aHouse(engine)
    const corrections = 'corrections:\n  - date: 2026-10-14T10:00:00.000Z\n    text: "It was nine, not eight."\n'
    expect(await publish(house, corrections)).toMatchObject({ outcome: 'created' })
    const article = await articleByPath(house.db, path)
    expect([article?.updatedAt, article && writeStory(await storyOf(house.db, article))]).toEqual([
      Date.UTC(2026, 9, 14, 10),
      expect.stringContaining('corrections:\n  - date: 2026-10-14T10:00:00.000Z\n    text: It was nine, not eight.\n'),
    ])
    expect(await publish(house, corrections)).toMatchObject({ outcome: 'unchanged' })
    expect(await publish(house, 'kicker: Ferry\n')).toMatchObject({ outcome: 'updated' })
    await using site = await serve(house)
    expect(await (await site.get(path)).text()).toContain('It was nine, not eight.')
    await publish(house, 'kicker: Ferry\ncorrections: []\n')
    expect(await (await site.get(path)).text()).not.toContain('It was nine')
  })

  test('that cannot be read are faults with their line', async () => {
    await using house = await aHouse(engine)
    expect(await publish(house, 'corrections:\n  - date: yesterday\n    text: Nine.\n')).toMatchObject({
      outcome: 'faulty',
      faults: [{ line: 6, message: expect.stringContaining('corrections.0.date is "yesterday"') }],
    })
    expect(await publish(house, 'corrections: Nine.\n')).toMatchObject({
      outcome: 'faulty',
      faults: [{ message: 'corrections must be a list of entries with a date and a text' }],
    })
  })

  test('are paged by key, newest first, and leave with a story that is withdrawn', async () => {
    await using house = await aHouse(engine)
    await publish(house)
    await publish(house, '', 'quay')
    for (let number = 1; number <= 24; number++) {
      house.clock.advance(60_000)
      await correct(house, `Correction number ${number}.`, number === 24 ? '/2026/10/quay' : path)
    }
    await using site = await serve(house)
    const first = await (await site.get('/-/corrections')).text()
    expect([first.includes('number 24.'), first.includes('number 5.'), first.includes('number 4.')]).toEqual([
      true,
      true,
      false,
    ])
    const older = /rel="next" href="([^"]+)"/u.exec(first)?.[1] ?? ''
    const second = await (await site.get(older)).text()
    expect([second.includes('number 4.'), second.includes('number 1.'), second.includes('rel="next"')]).toEqual([
      true,
      true,
      false,
    ])
    const quay = await articleByPath(house.db, '/2026/10/quay')
    if (quay !== undefined) await withdrawArticle(house, system, { articleId: quay.id })
    expect(await (await site.get('/-/corrections')).text()).not.toContain('number 24.')
  })
})
