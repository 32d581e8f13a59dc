import type { Page } from 'playwright-core'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { done } from '../../src/kit/outcome.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { pollByPublicId, pollIdByKey } from '../../src/polls/store.ts'
import { openBrowser } from '../browser.ts'
import { aPaper, desk, phone, publish, visit, withoutScript } from './site.ts'

const browser = await openBrowser()
const paper = await aPaper()
let count = 0
let story = { path: '', poll: '' }

/** Each test has a poll of its own, in a story of its own. */
beforeEach(async () => {
  count += 1
  const { path } = await publish(
    paper,
    `---
headline: Story number ${count}
topics: [Harbour]
---
The question again.

:::poll{id=poll-${count} question="Who should wait?" choose=1}
- Ships
- Cars
- Nobody
:::
`,
  )
  story = { path, poll: (await pollIdByKey(paper.house.db, `poll-${count}`))?.publicId ?? '' }
})

afterAll(async () => {
  await browser?.close()
  await paper[Symbol.asyncDispose]()
})

async function counted(): Promise<number | undefined> {
  return (await pollByPublicId(paper.house.db, story.poll))?.tally.counted
}

/** What a screen reader is told, word by word, from now on. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.locator('section.poll > [role=status]').evaluate((status) => {
    const told: string[] = []
    Reflect.set(window, 'told', told)
    new MutationObserver(() => told.push(status.textContent ?? '')).observe(status, {
      childList: true,
      characterData: true,
      subtree: true,
    })
  })
  return () => page.evaluate(() => Reflect.get(window, 'told') as string[])
}

describe.skipIf(browser === undefined)('voting', () => {
  test('a press in the story: the result takes the place of the form, and the outcome is told once', async () => {
    await using reader = await visit(browser!, phone)
    const { page } = reader
    await page.goto(paper.origin + story.path)
    const told = await listen(page)
    await page.locator('label.choice', { hasText: 'Cars' }).click()
    await page.getByRole('button', { name: 'Vote' }).click()
    await page.locator('section.poll table.poll-results').waitFor()
    expect(await page.locator('section.poll form').count()).toBe(0)
    expect(await page.locator('section.poll').innerText()).toMatch(
      /Vote received\. Votes are checked before they count; see how\.[\s\S]*Cars[\s\S]*100%[\s\S]*1 reader has voted/u,
    )
    expect((await told()).filter((words) => words === 'Vote recorded. 1 vote.')).toHaveLength(1)
    expect(new URL(page.url()).pathname).toBe(story.path)
    expect(reader.complaints).toEqual([])
    expect(await counted()).toBe(1)
  })

  for (const [name, options] of Object.entries({ 'a phone': phone, 'a desk': desk })) {
    test(`on ${name}, pictures stand beside the answers and in the results, and nothing moves when they come`, async () => {
      const { path } = await publish(
        paper,
        `---
headline: Pictured ${name}
---
:::poll{id=pictured-${name.slice(2)} question="Who should wait?"}
- ![A container ship](ship.jpg) Ships
- ![A queue of cars](cars.jpg) Cars and lorries that carry fish to the market before it opens
- Nobody
:::
`,
      )
      await using reader = await visit(browser!, options)
      const { page } = reader
      await page.addInitScript(() => {
        Reflect.set(window, 'shifts', 0)
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            Reflect.set(window, 'shifts', Number(Reflect.get(window, 'shifts')) + Number(Reflect.get(entry, 'value')))
        }).observe({ type: 'layout-shift', buffered: true })
      })
      await page.goto(paper.origin + path)
      const pictures = page.locator('section.poll form .option-picture img')
      for (const picture of await pictures.all()) await picture.scrollIntoViewIfNeeded()
      await expect
        .poll(() =>
          pictures.evaluateAll((images) =>
            images.map((image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0),
          ),
        )
        .toEqual([true, true])
      expect(await page.evaluate(() => Reflect.get(window, 'shifts'))).toBeLessThan(0.01)
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      await page.getByRole('radio', { name: 'A container ship Ships' }).check()
      await page.getByRole('button', { name: 'Vote' }).click()
      await page.locator('section.poll tr.own').waitFor()
      expect(
        await page
          .locator('section.poll tr img')
          .evaluateAll((images) => images.map((image) => image.getAttribute('alt'))),
      ).toEqual(['A container ship', 'A queue of cars'])
      expect(reader.complaints).toEqual([])
    })
  }

  test('a second vote of the same reader is told that the first stands', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    for (const words of ['Vote recorded', 'You have already voted']) {
      await page.goto(paper.origin + story.path)
      await page.locator('label.choice', { hasText: 'Ships' }).click()
      await page.getByRole('button', { name: 'Vote' }).click()
      await expect.poll(() => page.locator('section.poll > [role=status]').textContent()).toContain(words)
    }
    expect(await counted()).toBe(1)
  })

  test('by keyboard alone: to the answers, one chosen, sent, and the focus where the result stands', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await page.goto(paper.origin + story.path)
    const focused = () =>
      page.evaluate(
        () =>
          `${document.activeElement?.tagName} ` +
          `${document.activeElement?.getAttribute('name') ?? document.activeElement?.className ?? ''}`,
      )
    while ((await focused()) !== 'INPUT choice') await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    expect(await focused()).toMatch(/^BUTTON/u)
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('DIV poll-state')
    expect(await page.locator('section.poll tr.own').innerText()).toContain('Cars')
    expect(await counted()).toBe(1)
  })

  test('a vote that cannot be sent says so and keeps the choice', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await page.goto(paper.origin + story.path)
    await page.locator('label.choice', { hasText: 'Nobody' }).click()
    await page.route('**/polls/**', (route) => route.abort())
    await page.getByRole('button', { name: 'Vote' }).click()
    await expect.poll(() => page.locator('section.poll > [role=status]').textContent()).toContain('could not be sent')
    expect(await page.getByLabel('Nobody').isChecked()).toBe(true)
    await page.unroute('**/polls/**')
    await page.getByRole('button', { name: 'Vote' }).click()
    await page.locator('section.poll table.poll-results').waitFor()
    expect(await counted()).toBe(1)
  })

  test('a page left open over lunch still takes the vote with one press', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await page.goto(paper.origin + story.path)
    const leave = page.waitForResponse('**/forms/pass*')
    await page.getByLabel('Ships').focus()
    await leave
    paper.house.clock.advance(3 * 3_600_000)
    await page.locator('label.choice', { hasText: 'Ships' }).click()
    await page.getByRole('button', { name: 'Vote' }).click()
    await page.locator('section.poll tr.own').waitFor()
    expect(await counted()).toBe(1)
  })

  test('without a script: a filled form to confirm, one page of thanks, and the way back to the place in the story', async () => {
    await using reader = await visit(browser!, { ...phone, ...withoutScript })
    const { page } = reader
    await page.goto(paper.origin + story.path)
    await page.locator('label.choice', { hasText: 'Cars' }).click()
    await page.getByRole('button', { name: 'Vote' }).click()
    expect(await page.locator('main').innerText()).toContain('Cars')
    expect(await counted()).toBe(0)
    await page.getByRole('button', { name: 'Confirm my vote' }).click()
    await page.waitForURL(`**/polls/${story.poll}/mine`)
    expect(await page.locator('section.poll').innerText()).toMatch(/Votes are checked[\s\S]*Cars[\s\S]*100%/u)
    await page.reload()
    expect(await counted()).toBe(1)
    await page.getByRole('link', { name: 'Back to' }).click()
    await page.waitForURL(`**${story.path}#poll-${story.poll}`)
  })

  for (const [name, options] of Object.entries({
    'with a script': phone,
    'without a script': { ...phone, ...withoutScript },
  })) {
    test(`${name}, where a vote may be changed: the first choice stands ticked, another takes its place`, async () => {
      const definition = {
        question: 'Ferry or bridge?',
        options: ['Ferry', 'Bridge'],
        minChoices: 1,
        maxChoices: 1,
        opensAt: null,
        closesAt: null,
        results: 'always',
        rotates: false,
        mayChange: true,
      } as const
      const saved = await createPoll(paper.house, { kind: 'operator', id: 'test' }, { definition })
      const publicId = done(saved).publicId
      await using reader = await visit(browser!, options)
      const { page } = reader
      await page.goto(`${paper.origin}/polls/${publicId}`)
      await page.locator('label.choice', { hasText: 'Ferry' }).click()
      await page.getByRole('button', { name: 'Vote' }).click()
      if (name === 'without a script') await page.getByRole('button', { name: 'Confirm my vote' }).click()
      await page.getByText('Change my vote').click()
      expect(await page.getByRole('radio', { name: 'Ferry' }).isChecked()).toBe(true)
      await page.locator('label.choice', { hasText: 'Bridge' }).click()
      await page.getByRole('button', { name: 'Vote' }).click()
      await page.getByText('Your vote has been changed.').first().waitFor()
      expect(await page.locator('section.poll tr.own').innerText()).toContain('Bridge')
      expect((await pollByPublicId(paper.house.db, publicId))?.tally).toMatchObject({
        counted: 1,
        votes: [{ votes: 0 }, { votes: 1 }],
      })
      expect(reader.complaints).toEqual([])
    })
  }

  test('from the answer to the certificate: one press tells how votes are checked', async () => {
    await using reader = await visit(browser!, phone)
    const { page } = reader
    await page.goto(paper.origin + story.path)
    await page.locator('label.choice', { hasText: 'Cars' }).click()
    await page.getByRole('button', { name: 'Vote' }).click()
    await page.getByRole('link', { name: 'see how' }).click()
    await page.waitForURL(`**/polls/${story.poll}/certificate#checks`)
    expect(await page.locator('.poll-proof').innerText()).toMatch(
      /there is no margin of error[\s\S]*How votes are checked[\s\S]*do not see votes that arrive slowly/u,
    )
    expect(reader.complaints).toEqual([])
  })

  test('without a script, no choice: the browser or the house says what is missing', async () => {
    await using reader = await visit(browser!, withoutScript)
    const { page } = reader
    await page.goto(paper.origin + story.path)
    await page.getByRole('button', { name: 'Vote' }).click()
    expect(new URL(page.url()).pathname).toBe(story.path)
    expect(await page.locator('input:invalid').count()).toBeGreaterThan(0)
  })
})
