import { describe, expect, test } from 'vitest'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'

async function publish(
  house: TestHouse,
  slug: string,
  { head = '', body = 'Words.', published = '2026-10-14T08:00:00Z' } = {},
): Promise<void> {
  const result = await publishStory(
    house,
    { kind: 'operator', id: 'desk' },
    {
      source: `---\nheadline: About ${slug}\nslug: ${slug}\npublished: ${published}\n${head}---\n\n${body}\n`,
      read: async () => undefined,
    },
  )
  if (result.outcome === 'faulty') throw new Error(JSON.stringify(result.faults))
}

async function set(house: TestHouse, key: string, value: unknown): Promise<void> {
  await setSetting(house, operator, { key, value })
}

describe.each(engines)('the front page on %s', (engine) => {
  test('leads with the story that the newsroom chose, however old', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'old', { published: '2023-01-02T08:00:00Z' })
    await publish(house, 'new')
    expect(await (await site.get('/')).text()).toMatch(
      /class="card lead[\s\S]*About new[\s\S]*id="latest-heading"[\s\S]*About old/u,
    )
    await set(house, 'front.lead', '/2023/01/old')
    expect(await (await site.get('/')).text()).toMatch(
      /class="card lead[\s\S]*About old[\s\S]*Jan 2, 2023[\s\S]*About new/u,
    )
    await set(house, 'front.lead', '/nowhere')
    expect(await (await site.get('/')).text()).toMatch(/class="card lead[\s\S]*About new/u)
  })

  test('has the blocks that the newsroom set, in their order and layout', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    for (let number = 0; number < 10; number++)
      await publish(house, `filler${number}`, { published: `2026-10-14T09:0${number}:00Z` })
    for (const topic of ['Harbour', 'Sport'])
      for (let number = 0; number < 3; number++)
        await publish(house, `${topic.toLowerCase()}${number}`, {
          head: `topics: [${topic}]\n`,
          published: '2026-10-10T08:00:00Z',
        })
    await set(house, 'front.blocks', [
      { topic: 'sport', layout: 'columns' },
      { topic: 'nothing' },
      { topic: 'harbour', layout: 'briefs' },
    ])
    const page = await (await site.get('/')).text()
    expect(page).toMatch(
      /front-section columns-section[\s\S]*href="\/topics\/sport"[\s\S]*section-columns[\s\S]*front-section briefs-section[\s\S]*href="\/topics\/harbour"/u,
    )
    await set(house, 'front.blocks', [])
    expect(await (await site.get('/')).text()).toMatch(/More stories[\s\S]*About sport0/u)
  })

  test('of all open polls shows the one that opened last and stands in a published story, whether it closes or not', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const poll = (slug: string, times: string, head = '') =>
      publish(house, slug, {
        head,
        body: `:::poll{id=${slug} question="Question of ${slug}?" ${times}}\n- Ships\n- Cars\n:::`,
      })
    const shown = async () => /Question of (\w+)\?/u.exec(await (await site.get('/')).text())?.[1]
    await poll('closed', 'opens="-3h" closes="-1h"')
    await expect.poll(shown, { timeout: 5_000 }).toBeUndefined()
    await poll('endless', 'opens="-2h"')
    await expect.poll(shown, { timeout: 5_000 }).toBe('endless')
    await poll('older', 'opens="-4h" closes="+2h"')
    await poll('planned', 'opens="+1h" closes="+2h"')
    await poll('draft', 'opens="-1m" closes="+2h"', 'status: draft\n')
    await expect.poll(shown, { timeout: 5_000 }).toBe('endless')
    await poll('closing', 'opens="-1h" closes="+1h"')
    await expect.poll(shown, { timeout: 5_000 }).toBe('closing')
  })

  test('shows the poll that is open until the moment when it closes, and not when the newsroom turns it off', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'bridge', {
      body: ':::poll{id=hours question="Who should wait?" closes="+1h"}\n- Ships\n- Cars\n:::',
    })
    expect(await (await site.get('/')).text()).toMatch(
      /class="front-poll"[\s\S]*Who should wait\?[\s\S]*href="\/2026\/10\/bridge">About bridge/u,
    )
    await set(house, 'front.poll', false)
    expect(await (await site.get('/')).text()).not.toContain('Who should wait?')
    await set(house, 'front.poll', true)
    await site.get('/')
    house.clock.advance(3_600_000)
    await house.queue.drain()
    expect(await (await site.get('/')).text()).not.toContain('Who should wait?')
  })

  test('names the most discussed of the month once there are three of them', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    for (const [index, slug] of ['calm', 'lively', 'loud', 'elder'].entries()) {
      await publish(house, slug, { published: slug === 'elder' ? '2026-01-01T08:00:00Z' : '2026-10-13T08:00:00Z' })
      await house.write({ kind: 'system', id: 'test' }, (tx) =>
        tx
          .updateTable('articles')
          .set({ comment_count: index + 1 })
          .where('slug', '=', slug)
          .execute()
          .then(() => undefined),
      )
    }
    const page = await (await site.get('/')).text()
    const list = page.slice(page.indexOf('class="briefs ranked"'), page.indexOf('</ol>'))
    expect([...list.matchAll(/About (\w+)/gu)].map((match) => match[1])).toEqual(['loud', 'lively', 'calm'])
    await set(house, 'front.mostDiscussed', false)
    expect(await (await site.get('/')).text()).not.toContain('briefs ranked')
  })
})
