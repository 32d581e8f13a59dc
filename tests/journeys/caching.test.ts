import { afterAll, describe, expect, test } from 'vitest'
import { heldComments } from '../../src/conversation/store.ts'
import { pollByPublicId } from '../../src/polls/store.ts'
import { openBrowser } from '../browser.ts'
import { aCachingProxy } from './caching-proxy.ts'
import { aPaper, visit, withoutScript } from './site.ts'

const browser = await openBrowser()
const proxy = await aCachingProxy()
const paper = await aPaper({ CRIER_URL: proxy.origin, CRIER_TRUSTED_PROXIES: 'loopback' })
proxy.forwardTo(paper.origin)

afterAll(async () => {
  await browser?.close()
  await proxy[Symbol.asyncDispose]()
  await paper[Symbol.asyncDispose]()
})

async function counted(): Promise<number> {
  return (await pollByPublicId(paper.house.db, paper.poll))?.tally.counted ?? 0
}

describe('behind a caching proxy', () => {
  test('two readers get the same bytes, from the cache, and no page that is kept sets a cookie', async () => {
    for (const path of [
      '/',
      paper.story.path,
      '/topics/harbour',
      '/people/ada-marsh',
      `/polls/${paper.poll}`,
      '/feed.xml',
    ]) {
      const [first, second] = [
        await fetch(proxy.origin + path),
        await fetch(proxy.origin + path, {
          headers: { cookie: 'crier=x.y.z; other=1', 'user-agent': 'Another/2.0', 'accept-language': 'fr' },
        }),
      ]
      expect([
        path,
        first.status,
        Buffer.from(await first.arrayBuffer()).equals(Buffer.from(await second.arrayBuffer())),
      ]).toEqual([path, 200, true])
      expect(proxy.hits).toContain(path)
    }
    await fetch(`${proxy.origin}/forms/pass?for=vote:${paper.poll}`)
    for (const [path, { headers }] of proxy.kept) expect([path, headers.getSetCookie()]).toEqual([path, []])
    expect([...proxy.kept.keys()].filter((path) => /pass|mine|\/-\/me/u.test(path))).toEqual([])
  })

  test('readers of one kept page are told apart when they vote', async () => {
    const votes = `/polls/${paper.poll}/votes`
    const page = await (await fetch(proxy.origin + paper.story.path)).text()
    const choice = /name="choice" value="(\d+)"/u.exec(page)?.[1] ?? ''
    const before = await counted()
    for (const address of ['198.51.100.7', '203.0.113.9']) {
      const headers = { 'x-forwarded-for': address, origin: proxy.origin, accept: 'application/json' }
      const leave = await fetch(`${proxy.origin}/forms/pass?for=vote:${paper.poll}`, { headers })
      const { pass } = (await leave.json()) as { pass: string }
      const cookie = leave.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      const answer = await fetch(proxy.origin + votes, {
        method: 'POST',
        headers: { ...headers, cookie },
        body: new URLSearchParams({ choice, pass }),
      })
      expect(await answer.json()).toMatchObject({ outcome: 'received' })
    }
    expect(await counted()).toBe(before + 2)
  })

  for (const [name, options] of Object.entries({ 'with a script': {}, 'without a script': withoutScript })) {
    test.skipIf(browser === undefined)(`${name}, an honest vote counts and an honest comment is taken`, async () => {
      await using reader = await visit(browser!, options)
      const { page } = reader
      const before = { votes: await counted(), comments: (await heldComments(paper.house.db, 99)).length }
      await page.goto(proxy.origin + paper.story.path)
      await page.locator('label.choice', { hasText: 'Cars' }).click()
      await page.getByRole('button', { name: 'Vote' }).click()
      if (name === 'without a script') await page.getByRole('button', { name: 'Confirm my vote' }).click()
      await page.getByText('Votes are checked before they count').first().waitFor()
      await page.goto(proxy.origin + paper.story.path)
      await page.getByLabel('Name', { exact: true }).fill('Ines')
      await page.getByLabel('Email', { exact: true }).fill('ines@mail.example')
      await page.getByLabel('Comment', { exact: true }).fill(`Ships first, ${name}.`)
      await page.getByRole('button', { name: 'Send comment' }).click()
      if (name === 'without a script') await page.getByRole('button', { name: 'Send my comment' }).click()
      await page
        .getByText(name === 'with a script' ? 'with the newsroom' : 'Waiting to be read')
        .first()
        .waitFor()
      expect({ votes: await counted(), comments: (await heldComments(paper.house.db, 99)).length }).toEqual({
        votes: before.votes + 1,
        comments: before.comments + 1,
      })
      expect(new URL(page.url()).origin).toBe(proxy.origin)
    })
  }
})
