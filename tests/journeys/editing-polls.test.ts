import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operator } from '../../src/kit/db/schema.ts'
import { editPoll } from '../../src/polls/edit-poll.ts'
import { pollByPublicId } from '../../src/polls/store.ts'
import { castVote } from '../../src/polls/vote.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import { openBrowser } from '../browser.ts'
import { engines } from '../databases.ts'
import type { TestHouse } from '../house.ts'
import { addBlock, aDesk, aSeat, dialog, saved, text } from './desk-pages.ts'
import { faultsInBothSchemes } from './faults.ts'

let browser: Browser | undefined
beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(async () => browser?.close())

async function onlyPoll({ db }: TestHouse) {
  const { id } = await db.selectFrom('polls').select('public_id as id').executeTakeFirstOrThrow()
  const poll = await pollByPublicId(db, id)
  if (poll === undefined) throw new Error(`poll ${id} is gone`)
  return poll
}

describe.each(engines)('a poll in a draft on %s', (engine) => {
  test('is changed where it stands, with somebody else at it too, and as far as votes allow', async () => {
    if (browser === undefined) return
    const desk = await aDesk(engine)
    const { page, context, complaints } = await aSeat(browser, desk, {
      name: 'Ada Thornbury',
      role: 'editor',
      reducedMotion: 'reduce',
    })
    const answer = (number: number) => dialog(page).getByRole('textbox', { name: `Answer ${number}`, exact: true })
    const save = () => dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    try {
      await page.goto(`${desk.origin}/desk`)
      await page.getByRole('button', { name: 'New story' }).click()
      await page.getByLabel('Headline', { exact: true }).fill('Tide clock stops at noon')
      await addBlock(page, 'Poll')
      await dialog(page).getByLabel('Question').fill('Mend the clock?')
      await answer(1).fill('Yes')
      await answer(2).fill('No')
      await dialog(page).getByRole('button', { name: 'Create the poll' }).click()
      await text(page).getByRole('heading', { name: 'Mend the clock?' }).waitFor()

      // Somebody else rewords an answer while the question is changed here: both are kept, and said.
      await page.getByRole('button', { name: 'Edit poll' }).click()
      await expect.poll(() => answer(2).inputValue()).toBe('No')
      await dialog(page).getByLabel('Question').fill('Mend the tide clock?')
      await dialog(page).getByRole('button', { name: 'Add an answer' }).click()
      await answer(3).fill('Ask the gulls')
      const { publicId } = await onlyPoll(desk.house)
      await editPoll(desk.house, operator, { publicId, edit: { reword: [{ number: 2, label: 'Never' }] } })
      await save()
      await dialog(page).getByText('Changed by somebody else: answers').waitFor()
      expect(await dialog(page).getByLabel('Question').inputValue()).toBe('Mend the tide clock?')
      expect([await answer(2).inputValue(), await answer(3).inputValue()]).toEqual(['Never', 'Ask the gulls'])
      await save()
      await dialog(page).waitFor({ state: 'hidden' })
      await text(page).getByRole('heading', { name: 'Mend the tide clock?' }).waitFor()
      for (const words of ['Yes', 'Never', 'Ask the gulls'])
        await text(page).getByRole('listitem').filter({ hasText: words }).waitFor()

      // Once readers have voted, what stays as it was is shown so, with the reason.
      const poll = await onlyPoll(desk.house)
      const choices = [String(poll.options[0]?.id)]
      expect((await castVote(desk.house, { poll, choices, readerId: newReaderId() })).outcome).toBe('counted')
      await page.getByRole('button', { name: 'Edit poll' }).click()
      await dialog(page).getByText('can be reworded, but not removed').waitFor()
      expect(
        await dialog(page)
          .getByRole('button', { name: /^Remove answer/u })
          .count(),
      ).toBe(0)
      for (const label of ['How many answers a reader must choose', 'How many answers a reader may choose'])
        expect(await dialog(page).getByLabel(label).isDisabled()).toBe(true)
      expect(await faultsInBothSchemes(page, 'the form of a poll')).toEqual([])
      await answer(1).fill('Yes, on Friday')
      // What was typed does not go with a key that was meant for something else.
      await page.keyboard.press('Escape')
      await dialog(page).getByLabel('Closes').fill('2020-01-01T12:00')
      await save()
      await expect.poll(() => dialog(page).getByLabel('Closes').getAttribute('aria-invalid')).toBe('true')
      expect(await dialog(page).getByText('The poll would close before it opens.').count()).toBeGreaterThan(0)
      expect(await answer(1).inputValue()).toBe('Yes, on Friday')
      await dialog(page).getByLabel('Closes').fill('')
      await save()
      await dialog(page).waitFor({ state: 'hidden' })
      await text(page).getByRole('listitem').filter({ hasText: 'Yes, on Friday' }).waitFor()

      await saved(page)
      await page.goto(page.url().replace('/desk/stories/', '/desk/preview/'))
      await page.getByText('Mend the tide clock?').first().waitFor()
      await page.getByText('Yes, on Friday').first().waitFor()
      expect((await onlyPoll(desk.house)).tally.votes.map(({ votes }) => votes)).toEqual([1, 0, 0])
      expect(complaints).toEqual([])
    } finally {
      await context.close()
      await desk.stop()
    }
  }, 120_000)
})
