import { afterAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../browser.ts'
import { aPaper, phone, visit, withoutScript } from './site.ts'

const browser = await openBrowser()
const paper = await aPaper()
const player = 'https://www.youtube-nocookie.com/'

afterAll(async () => {
  await browser?.close()
  await paper[Symbol.asyncDispose]()
})

/** The provider's player, as far as a page can tell: what it may do in its sandbox. */
const stand =
  '<!doctype html><title>Player</title><p>Playing</p>' +
  `<script>try { top.location.href = 'https://elsewhere.example/' } catch { ` +
  `document.querySelector('p').textContent += ', and stays in its place' }</script>`

describe.skipIf(browser === undefined)('an embed', () => {
  test('plays in its place, in a sandbox, and nothing is asked of the provider before the press', async () => {
    await using reader = await visit(browser!, phone)
    const { page } = reader
    await page.route(`${player}**`, (route) => route.fulfill({ contentType: 'text/html', body: stand }))
    await page.goto(paper.origin + paper.story.path)
    const facade = page.locator('a.embed-facade')
    await facade.scrollIntoViewIfNeeded()
    const still = await facade.boundingBox()
    expect(reader.requests.filter((url) => !url.startsWith(`${paper.origin}/`))).toEqual([])
    await facade.click()
    const frame = page.frameLocator('iframe.embed-frame')
    await expect.poll(() => frame.locator('p').innerText()).toContain('Playing, and stays in its place')
    const iframe = page.locator('iframe.embed-frame')
    expect(await iframe.getAttribute('sandbox')).not.toContain('allow-top-navigation')
    expect(await iframe.getAttribute('title')).toBe('The bridge swings')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME')
    const playing = await iframe.boundingBox()
    expect([playing?.x, playing?.width]).toEqual([still?.x, still?.width])
    expect(page.url()).toBe(paper.origin + paper.story.path)
  })

  test('by keyboard it plays too', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await page.route(`${player}**`, (route) => route.fulfill({ contentType: 'text/html', body: stand }))
    await page.goto(paper.origin + paper.story.path)
    await page.locator('a.embed-facade').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.frameLocator('iframe.embed-frame').locator('p').innerText()).toContain('Playing')
  })

  test('without a script the still is a link to where it can be seen', async () => {
    await using reader = await visit(browser!, withoutScript)
    const { page } = reader
    await page.goto(paper.origin + paper.story.path)
    const facade = page.locator('a.embed-facade')
    expect(await facade.getAttribute('href')).toBe('https://www.youtube.com/watch?v=abcdefghijk')
    expect(await facade.innerText()).toContain('YouTube')
  })

  test('of a provider that is not on the list the browser loads no frame', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await page.route('https://elsewhere.example/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: stand }),
    )
    await page.goto(paper.origin + paper.story.path)
    await page
      .locator('a.embed-facade')
      .evaluate((facade) => facade.setAttribute('data-frame', 'https://elsewhere.example/player'))
    await page.locator('a.embed-facade').click()
    await expect.poll(() => reader.complaints.join('\n')).toContain('frame-src')
    expect(reader.requests.filter((url) => url.startsWith('https://elsewhere.example/'))).toEqual([])
  })
})
