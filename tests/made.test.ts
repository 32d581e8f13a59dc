import { brotliCompressSync, constants } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { loadedBy } from '../src/site/story/weight.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'

const poll = ':::poll{id=hours question="Who should wait?"}\n- Ships\n- Cars\n:::'

async function publish(house: TestHouse, headline: string, body: string, head = ''): Promise<void> {
  const published = await publishStory(
    house,
    { kind: 'operator', id: 'desk' },
    {
      source: `---\nheadline: ${headline}\nslug: ferry\npublished: 2026-10-14T08:00:00Z\n${head}---\n\n${body}\n`,
      read: async () => undefined,
    },
  )
  if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults))
}

describe.each(engines)('how a page was made, on %s', (engine) => {
  test('stands below stories where the paper wants it, with a page that shows the evidence', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await setSetting(house, operator, { key: 'affiliate.domains', value: ['shop.example'] })
    await publish(house, 'The ferry returns', `It left at eight.\n\nThe quay is full.\n\n${poll}`)
    expect(await (await site.get('/2026/10/ferry')).text()).not.toContain('class="colophon"')
    await setSetting(house, operator, { key: 'colophon', value: true })
    house.clock.advance(3_600_000)
    await publish(
      house,
      'The ferry is back',
      `It left at nine.\n\nThe quay is full.\n\nThe [lamp](https://shop.example/lamp) floats.\n\n${poll}`,
      'corrections:\n  - date: 2026-10-14T12:30:00Z\n    text: It was nine.\n',
    )
    const story = await (await site.get('/2026/10/ferry')).text()
    expect(story).toMatch(
      /class="colophon"[\s\S]*KB\. The page, its stylesheet[\s\S]*0 requests to third parties\.[\s\S]*0 votes counted, 0 set aside\.[\s\S]*href="#disclosure"[\s\S]*href="#corrections"[\s\S]*This is version 2\./u,
    )
    expect(story).toContain('<aside class="disclosure" id="disclosure">')
    expect(story).not.toContain('\0')
    const sent = brotliCompressSync(story, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 4,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(story),
      },
    }).length
    const files = [house.assets.css, house.assets.js].map((address) => house.assets.all.get(address)?.br?.length ?? 0)
    const said = Number(/([\d.]+) KB\. The page/u.exec(story)?.[1])
    expect(Math.abs(said - (sent + (files[0] ?? 0) + (files[1] ?? 0)) / 1024)).toBeLessThan(0.11)
    const href = /href="(\/-\/made\/[a-z0-9]+)#sent"/u.exec(story)?.[1] ?? ''
    const made = await (await site.get(href)).text()
    expect(made).toMatch(
      /id="versions"[\s\S]*Version 2[\s\S]*The headline was changed\.[\s\S]*it now reads:[\s\S]*It left at nine\.[\s\S]*Added:[\s\S]*The lamp floats\.[\s\S]*Version 1[\s\S]*Published <time datetime="2026-10-14T08:00:00Z">/u,
    )
    // What was taken back is not said again.
    expect([made.includes('at eight'), made.includes('The ferry returns')]).toEqual([false, false])
    expect((await site.get('/-/made/nothing')).status).toBe(404)
  })

  test('polls of a story that has several are told apart by what they ask', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await setSetting(house, operator, { key: 'colophon', value: true })
    await publish(house, 'Two questions', `${poll}\n\n:::poll{id=dusk question="At dusk?"}\n- Yes\n- No\n:::`)
    expect(await (await site.get('/2026/10/ferry')).text()).toMatch(
      /class="colophon"[\s\S]*<dt>Who should wait\?<\/dt>[\s\S]*<dt>At dusk\?<\/dt>/u,
    )
  })

  test('drafts are no part of a history that readers see', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await setSetting(house, operator, { key: 'colophon', value: true })
    await publish(house, 'A rumour', 'Somebody said so.', 'status: draft\n')
    await publish(house, 'A fact', 'It is so.')
    expect(await (await site.get('/2026/10/ferry')).text()).toContain('This is version 1.')
  })
})

test('what others would be asked for is counted, links are not', () => {
  const page =
    '<link rel="canonical" href="https://paper.example/a"><link rel="stylesheet" href="/a.css">' +
    '<img src="https://other.example/p.png" srcset="/p.avif 1x, https://cdn.example/q.avif 2x">' +
    '<a href="https://else.example/">x</a><script type="module" src="/a.js"></script>'
  expect(loadedBy(page, 'https://paper.example')).toEqual({ own: 2, others: 2 })
})
