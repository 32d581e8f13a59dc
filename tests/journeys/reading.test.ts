import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../browser.ts'
import { aPaper, desk, phone, visit } from './site.ts'

const browser = await openBrowser()
const paper = await aPaper({}, { width: 960 })

afterAll(async () => {
  await browser?.close()
  await paper[Symbol.asyncDispose]()
})

/** What the reference page consists of, each as a reader's eye or a screen reader finds it. */
const elements = [
  'nav.follow a[type="application/rss+xml"]',
  'nav.follow a[href="https://social.example/@lantern"]',
  '.kicker',
  'h1',
  '.standfirst',
  '.byline a[rel=author]',
  '.times time',
  '.updated time',
  '.reading a[href="#conversation"]',
  '.lead-picture img[alt]',
  '.lead-picture .caption',
  '.lead-picture .credit',
  'figure.quote .speaker a',
  'figure.quote .capacity',
  'figure.quote .translation',
  'figure.quote .source a',
  'aside.related a[href$="/ferry-fares-rise"]',
  '.body h2',
  '.body ul ul',
  '.body ol',
  '.table-scroll table caption',
  '.gallery figure.picture img',
  'figure.picture.wide img',
  'aside.pull-quote',
  'p.embed-introduction',
  'a.embed-facade .play',
  'aside.note',
  'aside.disclosure',
  'a[rel~=sponsored]',
  'section.poll form.poll-form',
  'section.poll table.poll-results',
  'hr',
  'section.share a[href^="mailto:"]',
  '.related-stories a',
  'section.advertisement .label',
  'section.advertisement img',
  '.call-to-comment',
  'form.comment-form textarea',
  'footer.site-footer .imprint',
]

describe.skipIf(browser === undefined)('reading', () => {
  for (const [name, options] of Object.entries({ phone, desk })) {
    test(`every element of the reference page is there, on a ${name}`, async () => {
      await using reader = await visit(browser!, options)
      await reader.page.goto(paper.origin + paper.story.path)
      const missing: string[] = []
      for (const selector of elements)
        if ((await reader.page.locator(selector).filter({ visible: true }).count()) === 0) missing.push(selector)
      expect(missing).toEqual([])
    })

    test(`nothing sticks out, nothing moves, nothing is asked of others, on a ${name}`, async () => {
      await using reader = await visit(browser!, options)
      const { page } = reader
      await page.addInitScript(watchShifts)
      await page.goto(paper.origin + paper.story.path)
      await readToTheEnd(page)
      expect(await sticksOut(page)).toEqual([])
      expect(await page.evaluate(() => Reflect.get(window, 'shifts'))).toEqual([])
      expect(reader.requests.filter((url) => !url.startsWith(`${paper.origin}/`))).toEqual([])
      expect(reader.complaints).toEqual([])
      expect(await page.locator('img:not([width]), img:not([height]), img:not([alt])').count()).toBe(0)
      expect(
        await page.evaluate(() =>
          [...document.images].filter((image) => image.complete && image.naturalWidth === 0).map(({ src }) => src),
        ),
      ).toEqual([])
    })
  }

  test('at twice the size of text, nothing sticks out on a phone', async () => {
    await using reader = await visit(browser!, phone)
    const { page } = reader
    for (const path of [
      paper.story.path,
      paper.arabic.path,
      '/',
      '/topics/harbour',
      '/people/ada-marsh',
      `/polls/${paper.poll}`,
      '/nowhere',
    ]) {
      await page.goto(paper.origin + path)
      await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
      expect([path, await sticksOut(page)]).toEqual([path, []])
    }
  })

  test('when a story was published is one run of text below its byline', async () => {
    await using reader = await visit(browser!, phone)
    await reader.page.goto(paper.origin + paper.story.path)
    const display = await reader.page.locator('p.times').evaluate((line) => getComputedStyle(line).display)
    expect(display).toBe('block')
  })

  test('the first picture comes first, those below wait', async () => {
    await using reader = await visit(browser!, phone)
    await reader.page.goto(paper.origin + paper.story.path)
    expect(
      await reader.page
        .locator('.lead-picture img')
        .evaluate((image) => [image.getAttribute('fetchpriority'), image.getAttribute('loading')]),
    ).toEqual(['high', null])
    expect(await reader.page.locator('.body img:not([loading=lazy])').count()).toBe(0)
  })

  test('a phone fetches its lead picture no larger than it shows it, and the stylesheet before the faces', async () => {
    await using reader = await visit(browser!, { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75 })
    for (const path of ['/', paper.story.path]) {
      await reader.page.goto(paper.origin + path)
      const lead = reader.page.locator('img[fetchpriority=high]')
      await expect.poll(() => lead.evaluate((image: HTMLImageElement) => image.currentSrc)).toMatch(/\/(wide-)?720\b/u)
      const links = await reader.page
        .locator('head link:is([rel=stylesheet], [rel=preload])')
        .evaluateAll((elements) => elements.map((element) => element.getAttribute('rel')))
      expect(links).toEqual(['stylesheet', 'preload', 'preload', 'preload'])
    }
  })

  test('in colours of the reader’s own, the current topic is still marked; on paper nobody can search', async () => {
    await using reader = await visit(browser!, desk)
    const { page } = reader
    await page.goto(`${paper.origin}/topics/harbour`)
    const current = page.locator('.topics-row [aria-current]')
    const line = () => current.evaluate((link) => getComputedStyle(link).textDecorationLine)
    expect(await line()).toBe('none')
    await page.emulateMedia({ forcedColors: 'active' })
    expect(await line()).toBe('underline')
    await page.emulateMedia({ forcedColors: 'none', media: 'print' })
    expect(await page.locator('.masthead-search').isVisible()).toBe(false)
    expect(await page.getByText('The Harbour Lantern').first().isVisible()).toBe(true)
  })

  test('the keyboard goes past the masthead to the text, and the topics open without a script', async () => {
    await using reader = await visit(browser!, { ...phone, javaScriptEnabled: false })
    const { page } = reader
    await page.goto(paper.origin + paper.story.path)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toContain('#main')
    await page.locator('details.topics-fold summary').click()
    await page.getByRole('link', { name: 'Local Council' }).first().click()
    await expect.poll(() => page.url()).toBe(`${paper.origin}/topics/local-council`)
    await page.getByRole('link', { name: 'Swing bridge to stay shut' }).first().click()
    await expect.poll(() => page.url()).toBe(paper.origin + paper.story.path)
    await page.locator('figure.quote .speaker a').first().click()
    await expect.poll(() => page.locator('main').innerText()).toContain('The tide does not keep office hours.')
  })
})

function watchShifts(): void {
  const shifts: string[] = []
  Reflect.set(window, 'shifts', shifts)
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      shifts.push(
        JSON.stringify({
          ...entry.toJSON(),
          sources: (Reflect.get(entry, 'sources') as { node?: Element }[]).map(
            ({ node }) => node?.className ?? node?.nodeName,
          ),
        }),
      )
  }).observe({ type: 'layout-shift', buffered: true })
}

/** Screen by screen, until every lazy picture has come. */
async function readToTheEnd(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    for (let y = 0; y < document.documentElement.scrollHeight; y += 400) {
      window.scrollTo(0, y)
      await nextFrame()
      await nextFrame()
    }
  })
  await page.waitForFunction(() => [...document.images].every((image) => image.complete))
  await page.evaluate(() =>
    document.fonts.ready.then(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    ),
  )
}

/** What is wider than the page, unless it scrolls by itself. */
function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    const wide = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > width + 1 && element.closest('.table-scroll, pre') === null,
    )
    return wide
      .slice(0, 8)
      .map((element) => `${element.tagName}.${element.className} ${Math.round(element.getBoundingClientRect().right)}`)
  })
}
