import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import { articleById } from '../../src/articles/store.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { operator } from '../../src/kit/db/schema.ts'
import { isFailure } from '../../src/kit/outcome.ts'
import { takeInMedia } from '../../src/media/take-in.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { routes } from '../../src/routes.ts'
import { startServer } from '../../src/server.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { arabicStory, elderStory, referenceStory } from './stories.ts'

const actor = { kind: 'operator', id: 'test' } as const

export type PublishedStory = { id: number; publicId: string; path: string }
export type TestSite = { house: TestHouse; origin: string; [Symbol.asyncDispose](): Promise<void> }
export type TestPaper = TestSite & {
  story: PublishedStory
  elder: PublishedStory
  arabic: PublishedStory
  poll: string
}

/** A house on a port that the kernel chose, under the origin that a browser will say. */
export async function aSite(env: Record<string, string> = {}): Promise<TestSite> {
  const house = await aHouse('sqlite', env)
  const server = await startServer(house, routes)
  const origin = env.CRIER_URL ?? `http://127.0.0.1:${server.port}`
  // Which port it is, is known only now; nothing was rendered yet.
  house.config.origin = origin
  return {
    house,
    origin: `http://127.0.0.1:${server.port}`,
    async [Symbol.asyncDispose]() {
      await server.stop()
      await house[Symbol.asyncDispose]()
    },
  }
}

/**
 * A site with the reference story, in which every element of the page is alive, an elder story and one in Arabic.
 * `width`: of its pictures; each file that is made of a large one takes its time.
 */
export async function aPaper(env: Record<string, string> = {}, { width = 420 } = {}): Promise<TestPaper> {
  const site = await aSite(env)
  const { house } = site
  await setSetting(house, operator, { key: 'identity.name', value: 'The Harbour Lantern' })
  await setSetting(house, operator, { key: 'identity.tagline', value: 'News of both banks of the river' })
  await setSetting(house, operator, {
    key: 'social',
    value: [{ name: 'Mastodon', url: 'https://social.example/@lantern' }],
  })
  await setSetting(house, operator, { key: 'affiliate.domains', value: ['shop.example'] })
  await setSetting(house, operator, {
    key: 'footer',
    value: {
      copyrightHolder: '',
      copyrightSince: 2019,
      republicationTerms: 'Ask before you reprint.',
      generalInformation: 'Written for general information.',
      containsAdvertisements: true,
    },
  })
  await advertise(site)
  const elder = await publish(site, elderStory, width)
  const story = await publish(site, referenceStory, width)
  const arabic = await publish(site, arabicStory, width)
  // Renditions are part of the page that a reader sees.
  await house.queue.drain()
  const page = await (await fetch(site.origin + story.path)).text()
  return { ...site, story, elder, arabic, poll: /id="poll-([a-z0-9]+)"/u.exec(page)?.[1] ?? '' }
}

async function advertise({ house }: TestSite): Promise<void> {
  const taken = await takeInMedia(house, actor, {
    bytes: await aPicture('tea.jpg'),
    fileName: 'tea.jpg',
    alt: 'A cup of tea',
  })
  if (isFailure(taken)) throw new Error(taken.words)
  await setSetting(house, operator, {
    key: 'advertisement',
    value: { media: taken.publicId, alt: 'A cup of tea', href: 'https://tea.example/', label: 'Advertisement' },
  })
}

export async function publish({ house }: TestSite, source: string, width?: number): Promise<PublishedStory> {
  const published = await publishStory(house, actor, { source, read: (name) => aPicture(name, width) })
  if (published.outcome === 'faulty')
    throw new Error(published.faults.map(({ line, message }) => `line ${line}: ${message}`).join('\n'))
  const row = await articleById(house.db, published.id)
  if (row === undefined || published.path === null) throw new Error('the story has no address')
  return { id: published.id, publicId: row.publicId, path: published.path }
}

/** A drawn picture, different for each name: two fields of colour with a horizon. */
async function aPicture(name: string, width = 420): Promise<Buffer> {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7)
  const drawing =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${(width * 2) / 3}" viewBox="0 0 1500 1000">` +
    `<rect width="1500" height="1000" fill="hsl(${hue} 30% 72%)"/>` +
    `<rect y="620" width="1500" height="380" fill="hsl(${hue} 35% 32%)"/>` +
    `<circle cx="1080" cy="430" r="120" fill="hsl(${(hue + 150) % 360} 50% 60%)"/></svg>`
  return sharp(Buffer.from(drawing)).jpeg({ quality: 60 }).toBuffer()
}

export type Visit = { page: Page; requests: string[]; complaints: string[]; [Symbol.asyncDispose](): Promise<void> }

/**
 * A reader who was never here: a context of its own. `complaints` are what the browser's console says, refused styles
 * and frames among it.
 */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1024, height: 900 }, ...options })
  const page = await context.newPage()
  const requests: string[] = []
  const complaints: string[] = []
  page.setDefaultTimeout(10_000)
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return {
    page,
    requests,
    complaints,
    async [Symbol.asyncDispose]() {
      await context.close()
    },
  }
}

export const phone = { viewport: { width: 360, height: 740 } }
export const desk = { viewport: { width: 1440, height: 900 } }
export const withoutScript = { javaScriptEnabled: false }
