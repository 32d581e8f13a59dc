import type { Page } from 'playwright-core'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { approveComment } from '../../src/conversation/decide.ts'
import { heldComments } from '../../src/conversation/store.ts'
import { openBrowser } from '../browser.ts'
import { aPaper, phone, publish, visit, withoutScript } from './site.ts'

const browser = await openBrowser()
const paper = await aPaper()
const actor = { kind: 'operator', id: 'test' } as const
const saying = 'Ships "first" & <b>last</b>.\n\nThe tide does not wait.'
/** A browser shows its own copy of a page for ten seconds. */
const patience = { timeout: 15_000, interval: 500 }
let count = 0
let path = ''

beforeEach(async () => {
  count += 1
  path = (
    await publish(
      paper,
      `---\nheadline: Story number ${count}\ntopics: [Harbour]\ncall to comment: Who should wait?\n---\n` +
        'The question again.\n',
    )
  ).path
})

afterAll(async () => {
  await browser?.close()
  await paper[Symbol.asyncDispose]()
})

async function write(page: Page, { name = 'Ines', email = 'ines@mail.example', comment = saying } = {}): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Email', { exact: true }).fill(email)
  await page.getByLabel('Comment', { exact: true }).fill(comment)
}

async function approveHeld(): Promise<string> {
  const [held] = await heldComments(paper.house.db, 9)
  if (held === undefined) throw new Error('no comment is held')
  await approveComment(paper.house, actor, { publicId: held.publicId })
  return held.publicId
}

describe.skipIf(browser === undefined)('commenting', () => {
  test('in the story: held in place of the form, read by everybody once approved, answered on a page of its own', async () => {
    await using reader = await visit(browser!, phone)
    const { page } = reader
    await page.goto(paper.origin + path)
    await write(page)
    await page.getByRole('button', { name: 'Send comment' }).click()
    await expect.poll(() => page.locator('.comment-held').innerText()).toContain('with the newsroom')
    expect(await page.locator('form.comment-form').count()).toBe(0)
    expect(await page.locator('.conversation [role=status]').textContent()).toContain(
      'Your comment is with the newsroom',
    )
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('comment-held')
    await page.getByRole('link', { name: 'See your comment' }).click()
    expect(await page.locator('main').innerText()).toMatch(/Waiting to be read[\s\S]*<b>last<\/b>/u)
    expect(reader.complaints).toEqual([])

    const commentId = await approveHeld()
    await using other = await visit(browser!, withoutScript)
    await expect
      .poll(async () => {
        await other.page.goto(paper.origin + path)
        return other.page.locator('.thread').count()
      }, patience)
      .toBe(1)
    expect(await other.page.locator('.comment-words').innerText()).toContain('<b>last</b>')
    expect(await other.page.content()).not.toContain('ines@mail.example')
    await other.page.getByRole('link', { name: 'Reply to Ines' }).click()
    await other.page.waitForURL(`**/comments/${commentId}/reply`)
    await write(other.page, { name: 'Noah', comment: 'No: trains.' })
    await other.page.getByRole('button', { name: 'Send comment' }).click()
    await other.page.getByRole('button', { name: 'Send my comment' }).click()
    await other.page.waitForURL('**/comments/*/mine')
    await approveHeld()
    await expect
      .poll(async () => {
        await page.goto(paper.origin + path)
        return page.locator('.thread .thread .comment-words').allInnerTexts()
      }, patience)
      .toEqual(['No: trains.'])
    expect(await page.locator('.reading').innerText()).toContain('2 comments')
  })

  for (const [name, options] of Object.entries({ 'with a script': {}, 'without a script': withoutScript })) {
    test(`${name}, a fault is told at its field and the words stay`, async () => {
      await using reader = await visit(browser!, options)
      const { page } = reader
      await page.goto(paper.origin + path)
      await write(page, { name: '   ', email: 'ines@mail' })
      await page.getByRole('button', { name: 'Send comment' }).click()
      await page.locator('#comment-name[aria-invalid]').waitFor()
      expect(await page.locator('main').innerText()).toContain('Please enter the name')
      expect(await page.getByLabel('Comment', { exact: true }).inputValue()).toBe(saying)
      expect(await page.getByLabel('Email', { exact: true }).inputValue()).toBe('ines@mail')
      expect(await page.locator('form.comment-form').count()).toBe(1)
      await write(page)
      await page.getByRole('button', { name: 'Send comment' }).click()
      await page
        .getByText(name === 'with a script' ? 'with the newsroom' : 'Waiting to be read')
        .first()
        .waitFor()
      await approveHeld()
    })
  }

  test('without a script: the words once more with one button, then a page of one’s own', async () => {
    await using reader = await visit(browser!, { ...phone, ...withoutScript })
    const { page } = reader
    await page.goto(paper.origin + path)
    await write(page)
    await page.getByRole('button', { name: 'Send comment' }).click()
    expect(await page.locator('blockquote.yours').innerText()).toContain('The tide does not wait.')
    await page.getByRole('button', { name: 'Send my comment' }).click()
    await page.waitForURL('**/comments/*/mine')
    expect(await page.locator('main').innerText()).toContain('Waiting to be read')
    await approveHeld()
    await page.reload()
    expect(await page.locator('main').innerText()).toContain('Published.')
    await page.getByRole('link', { name: 'Back to' }).click()
    await page.waitForURL(`**${path}#comment-*`)
  })

  test('a comment that cannot be sent keeps every word, and goes with the next press', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await page.goto(paper.origin + path)
    await write(page)
    await page.route('**/articles/**', (route) => route.abort())
    await page.getByRole('button', { name: 'Send comment' }).click()
    await expect
      .poll(() => page.locator('.conversation [role=status]').textContent())
      .toContain('Your words are still here')
    expect(await page.getByLabel('Comment', { exact: true }).inputValue()).toBe(saying)
    await page.unroute('**/articles/**')
    await page.getByRole('button', { name: 'Send comment' }).click()
    await page.locator('.comment-held').waitFor()
    await approveHeld()
  })
})
