/** Words that read as others: what turns the direction of text, controls, halves of characters. */
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import { parseStory } from '../../src/articles/story-file/parse.ts'
import { cleanWords } from '../../src/conversation/comment.ts'
import { approveComment } from '../../src/conversation/decide.ts'
import { renderWords } from '../../src/conversation/render-words.ts'
import { submitComment } from '../../src/conversation/submit.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { commentText } from '../../src/importers/wordpress/comment-text.ts'
import { plainText } from '../../src/importers/wordpress/text.ts'
import { isPlain } from '../../src/kit/visible.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { editPoll } from '../../src/polls/edit-poll.ts'
import type { PollDefinition } from '../../src/polls/poll.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import { engines } from '../databases.ts'
import { aHouse, serve } from '../house.ts'

const actor = { kind: 'operator', id: 'test' } as const
const turning = [...'\u202a\u202b\u202c\u202d\u202e']

/** Of a document that is well formed; throws where it is not. */
function elementsOf(xml: string): Set<string> {
  const names = new Set<string>()
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name }) => names.add(name))
  parser.write(xml).close()
  return names
}

test('a comment keeps what Arabic and emoji need, and turns nothing', () => {
  const needed = 'می\u200cخواهم \u200f(\u2066abc\u2069) 👩\u200d👧'
  expect(cleanWords(needed)).toBe(needed)
  expect(cleanWords(`Send it to ${turning.join('')}moc.knab`)).toBe('Send it to moc.knab')
  expect(commentText(`<p>Send it to ${turning.join('')}moc.knab</p>`)).toBe('Send it to moc.knab')
})

test.each(['\u202e', '\u2066', '\u200f', '\u061c'])('a link in a comment ends before %j', (character) => {
  const { text } = renderWords(`https://shop.example/${character}moc.knab//:sptth`)
  expect(text).toContain('>https://shop.example/</a>')
})

test('names and titles of an export come in without it', () => {
  expect(plainText('Of\u202efers &#8238; \u0085 &#x2066;now\ud800')).toBe('Of fers now\ufffd')
})

test('the head of a story file is told of an isolate that nothing ends', () => {
  const parsed = parseStory('---\nheadline: The \u2066bridge\n---\n\nWords.\n', 0)
  expect(parsed).toMatchObject({ ok: false, faults: [{ message: expect.stringContaining('turns the direction') }] })
})

describe.each(engines)('on %s', (engine) => {
  const fine: PollDefinition = {
    question: 'When?',
    options: ['Noon', 'Dusk'],
    minChoices: 1,
    maxChoices: 1,
    opensAt: null,
    closesAt: null,
    results: 'always',
    rotates: false,
  }

  test('a poll of such words is refused, made or changed, and one too long', async () => {
    await using house = await aHouse(engine)
    const refused = { outcome: 'invalid', words: expect.any(String) }
    for (const character of [...turning, '\u2066', '\u2067', '\u2069', '\u0000', '\u001b', '\u009b', '\ud800']) {
      for (const change of [{ question: `When${character}?` }, { options: ['Noon', `Du${character}sk`] }])
        expect(await createPoll(house, actor, { definition: { ...fine, ...change } })).toMatchObject(refused)
    }
    const long = { ...fine, question: 'W'.repeat(100_000) }
    expect(await createPoll(house, actor, { definition: long })).toMatchObject(refused)
    const made = await createPoll(house, actor, { definition: fine })
    if (made.outcome !== 'created') throw new Error(made.outcome)
    const edits = [{ reword: [{ number: 1, label: 'No\u202eon' }] }, { add: ['\u2066'] }, { question: '\u0000?' }]
    for (const edit of edits)
      expect(await editPoll(house, actor, { publicId: made.publicId, edit })).toMatchObject(refused)
  })

  test('a story file with such a poll says so and makes nothing', async () => {
    await using house = await aHouse(engine)
    const source = `---\nheadline: Poll\n---\n\n:::poll{id=a question="Wh\u202een?"}\n- Noon\n- Dusk\n:::\n`
    const told = await publishStory(house, actor, { source, read: async () => undefined })
    expect(told).toMatchObject({ outcome: 'faulty' })
    expect(await house.db.selectFrom('polls').select('id').execute()).toEqual([])
  })

  test('what a reader writes stands in page and feeds as words, and each feed can be read', async () => {
    await using house = await aHouse(engine)
    const source = '---\nheadline: The bridge\nslug: bridge\n---\n\nWords.\n'
    await publishStory(house, actor, { source, read: async () => undefined })
    const { publicId: articlePublicId, path } = await house.db
      .selectFrom('articles')
      .select(['public_id as publicId', 'path'])
      .executeTakeFirstOrThrow()
    const words =
      '\u202e]]>&amp;<script>alert(1)</script>\r\n' +
      `Bcc: all@example.org\u0000\ufffe\ud83d 😀 ${'w'.repeat(3_000)} مرحبا`
    const sent = await submitComment(house, {
      articlePublicId,
      name: `In\u202ees\r\nX-Odd: 1 <b> 😀 \ud83d`,
      email: 'ines@example.org',
      comment: words,
      readerId: newReaderId(),
      passHash: 'once',
      address: undefined,
    })
    if (sent.outcome !== 'held') throw new Error(sent.outcome)
    await approveComment(house, actor, { publicId: sent.publicId })
    await using site = await serve(house)
    const feed = `/articles/${articlePublicId}/comments/feed`
    for (const page of [
      path ?? '',
      `/comments/${sent.publicId}/reply`,
      `${feed}.xml`,
      `${feed}.atom`,
      `${feed}.json`,
    ]) {
      const text = await (await site.get(page)).text()
      expect([page, isPlain(text.replaceAll(/[\n\r\t]/gu, '')), text.includes('😀')]).toEqual([page, true, true])
      if (/\.(?:xml|atom)$/u.test(page)) expect([page, elementsOf(text).has('script')]).toEqual([page, false])
      else if (!page.endsWith('.json')) expect([page, text.includes('<script>alert')]).toEqual([page, false])
    }
  })
})
