import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/routes.ts'
import { startServer } from '../../src/server.ts'
import { openBrowser } from '../browser.ts'
import { aHouse } from '../house.ts'
import { aCable } from '../working-copies/cable.ts'
import { aNewsroom, aStory, opens } from './writing.ts'

const browser = await openBrowser()
const site = browser === undefined ? undefined : await aNewsroom()

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
})

type Point = { x: number; y: number }

/** The middle of the handle beside a block, which shows when the pointer is over the block. */
async function handleOf(page: Page, block: string): Promise<Point> {
  const box = await boxOf(page, block)
  await page.mouse.move(box.x + 40, box.y + box.height / 2)
  return middle(await boxOf(page, '.block-handle'))
}

async function boxOf(page: Page, selector: string) {
  const box = await page.locator(selector).boundingBox()
  if (box === null) throw new Error(`${selector} is not to be seen`)
  return box
}

const middle = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }): Point => ({
  x: x + width / 2,
  y: y + height / 2,
})

const block = (number: number) => `.body > :nth-child(${number})`

/** Drags the block of this number until the pointer is in the upper part of another one. */
async function drags(page: Page, number: number, to: number): Promise<void> {
  const { x, y } = await handleOf(page, block(number))
  await page.mouse.move(x, y)
  await page.mouse.down()
  const target = await boxOf(page, block(to))
  await page.mouse.move(x, target.y + target.height / 4, { steps: 4 })
}

describe.skipIf(browser === undefined)('a block', () => {
  test('is dragged to another place by its handle, with its id and the caret in it', async () => {
    const id = await aStory(site!, 'One.\n\nTwo.\n\nThree.')
    await using writer = await opens(browser!, site!, id, 'editor')
    const { page } = writer
    const [one, two, three] = await writer.ids()
    await drags(page, 3, 1)
    await page.locator('.drag-line').waitFor()
    await page.mouse.up()
    await writer.shows('paragraph Three.', 'paragraph One.', 'paragraph Two.')
    expect(await writer.ids()).toEqual([three, one, two])
    expect(await page.locator('.drag-line, .drag-shade').count()).toBe(0)
    await writer.type('!')
    await writer.shows('paragraph Three.!', 'paragraph One.', 'paragraph Two.')
    // Escape leaves it where it was.
    await drags(page, 3, 1)
    await page.keyboard.press('Escape')
    await page.mouse.up()
    expect(await writer.ids()).toEqual([three, one, two])
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('is dragged by a finger', async () => {
    const id = await aStory(site!, 'One.\n\nTwo.\n\nThree.')
    await using writer = await opens(browser!, site!, id, 'editor')
    const { page } = writer
    const from = middle(await boxOf(page, '.block-handle'))
    const target = await boxOf(page, block(1))
    const devtools = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: Point[]) =>
      devtools.send('Input.dispatchTouchEvent', { type, touchPoints })
    await touch('touchStart', from)
    await touch('touchMove', { x: from.x, y: (from.y + target.y) / 2 })
    await touch('touchMove', { x: from.x, y: target.y + 2 })
    await touch('touchEnd')
    await writer.shows('paragraph Three.', 'paragraph One.', 'paragraph Two.')
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('that is dragged while somebody else writes in it loses none of their words', async () => {
    const house = await aHouse('sqlite')
    const server = await startServer(house, routes)
    let isPlugged = true
    const cable = await aCable(() => (isPlugged ? server.port : undefined))
    house.config.origin = cable.origin
    house.config.isDemo = true
    const room = { house, origin: cable.origin, [Symbol.asyncDispose]: async () => {} }
    try {
      const id = await aStory(room, 'One.\n\nTwo.\n\nThree.')
      await using mover = await opens(browser!, room, id, 'editor')
      await using writer = await opens(browser!, room, id, 'publisher')
      // Neither knows of the other.
      isPlugged = false
      cable.cut()
      for (const { page } of [mover, writer]) await page.getByText('Offline: kept in this browser').waitFor()
      await drags(mover.page, 3, 1)
      await mover.page.mouse.up()
      await mover.shows('paragraph Three.', 'paragraph One.', 'paragraph Two.')
      await writer.type(' And a fourth word')
      isPlugged = true
      for (const { page } of [mover, writer])
        await page.getByText('Saved', { exact: true }).waitFor({ timeout: 30_000 })
      const words = async (of: typeof mover) => (await of.lines()).join(' ')
      await expect.poll(async () => (await words(mover)) === (await words(writer)), { timeout: 10_000 }).toBe(true)
      for (const word of ['One', 'Two', 'Three', 'And a fourth word']) expect(await words(writer)).toContain(word)
    } finally {
      cable.close()
      await server.stop()
      await house[Symbol.asyncDispose]()
    }
  }, 90_000)
})
