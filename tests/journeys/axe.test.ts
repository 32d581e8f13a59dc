import { afterAll, describe, expect, test } from 'vitest'
import { approveComment } from '../../src/conversation/decide.ts'
import { heldComments } from '../../src/conversation/store.ts'
import { operator } from '../../src/kit/db/schema.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { openBrowser } from '../browser.ts'
import { faultsInBothSchemes, faultsOf } from './faults.ts'
import { aPaper, desk, phone, visit, withoutScript } from './site.ts'

const browser = await openBrowser()
const paper = await aPaper()
await setSetting(paper.house, operator, { key: 'colophon', value: true })

afterAll(async () => {
  await browser?.close()
  await paper[Symbol.asyncDispose]()
})

/** A published comment, written and answered like any reader's. */
async function aComment(): Promise<string> {
  await using reader = await visit(browser!, withoutScript)
  const { page } = reader
  await page.goto(paper.origin + paper.story.path)
  await page.getByLabel('Name', { exact: true }).fill('Ines')
  await page.getByLabel('Email', { exact: true }).fill('ines@mail.example')
  await page.getByLabel('Comment', { exact: true }).fill('Ships first.\n\nSee https://harbour.example/')
  await page.getByRole('button', { name: 'Send comment' }).click()
  await page.getByRole('button', { name: 'Send my comment' }).click()
  await page.waitForURL('**/mine')
  const [held] = await heldComments(paper.house.db, 1)
  await approveComment(paper.house, { kind: 'operator', id: 'test' }, { publicId: held?.publicId ?? '' })
  return held?.publicId ?? ''
}

const pages = [
  '/',
  'the reference story',
  'an elder story',
  'a story in Arabic',
  'how it was made',
  'a poll',
  'its certificate',
  'its frame',
  '/polls',
  'a reply',
  '/topics/harbour',
  '/people/ada-marsh',
  '/people/ada-marsh/said',
  '/people/tobias-okafor',
  '/-/topics',
  '/-/archive',
  '/-/archive/2026/10',
  '/-/corrections',
  '/nowhere',
  '/-/me',
]

/** Of pages whose address is known only once they are there. */
async function pathOf(name: string): Promise<string> {
  if (name === 'the reference story') return paper.story.path
  if (name === 'an elder story') return paper.elder.path
  if (name === 'a story in Arabic') return paper.arabic.path
  if (name === 'a poll') return `/polls/${paper.poll}`
  if (name === 'its certificate') return `/polls/${paper.poll}/certificate`
  if (name === 'its frame') return `/polls/${paper.poll}/embed`
  if (name === 'a reply') return `/comments/${await aComment()}/reply`
  const story = await (await fetch(paper.origin + paper.elder.path)).text()
  return /href="(\/-\/made\/[a-z0-9]+)#/u.exec(story)?.[1] ?? '/no-colophon'
}

describe.skipIf(browser === undefined)('everybody can use', () => {
  test.each(pages)('%s, in light and in dark', { timeout: 120_000 }, async (name) => {
    await using reader = await visit(browser!, desk)
    const path = name.startsWith('/') ? name : await pathOf(name)
    await reader.page.goto(paper.origin + path)
    expect(await faultsInBothSchemes(reader.page, path)).toEqual([])
  })

  test('what a vote and a faulty comment are answered with, on a phone', async () => {
    await using reader = await visit(browser!, phone)
    const { page } = reader
    // axe itself needs scripts to run; the site's own does not come.
    await page.route('**/*.js', (route) => route.abort())
    await page.goto(paper.origin + paper.story.path)
    await page.locator('label.choice').first().click()
    await page.getByRole('button', { name: 'Vote' }).click()
    const faults = await faultsOf(page, 'vote to confirm')
    await page.getByRole('button', { name: 'Confirm my vote' }).click()
    await page.waitForURL('**/mine')
    faults.push(...(await faultsInBothSchemes(page, 'own vote')))
    await page.goto(paper.origin + paper.story.path)
    await page.getByLabel('Name', { exact: true }).fill(' ')
    await page.getByLabel('Email', { exact: true }).fill('ines@mail')
    await page.getByLabel('Comment', { exact: true }).fill('Ships first.')
    await page.getByRole('button', { name: 'Send comment' }).click()
    faults.push(...(await faultsOf(page, 'faulty comment')))
    expect(faults).toEqual([])
  })

  test('a story in Arabic runs from right to left', async () => {
    await using reader = await visit(browser!, phone)
    await reader.page.goto(paper.origin + paper.arabic.path)
    expect(
      await reader.page.evaluate(() => [
        document.querySelector('h1')?.lang,
        getComputedStyle(document.querySelector('h1') ?? document.body).direction,
        document.documentElement.scrollWidth <= innerWidth,
      ]),
    ).toEqual(['ar', 'rtl', true])
    await reader.page.goto(paper.origin)
    const headline = reader.page.locator('.card [lang=ar]').first()
    expect(
      await headline.evaluate((element) => [
        getComputedStyle(element).direction,
        getComputedStyle(element.closest('.card') ?? element).direction,
      ]),
    ).toEqual(['rtl', 'ltr'])
  })
})
