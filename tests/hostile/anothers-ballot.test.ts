import { describe, expect, test } from 'vitest'
import { done } from '../../src/kit/outcome.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { pollByPublicId } from '../../src/polls/store.ts'
import { engines } from '../databases.ts'
import { aHouse, serve, type Served, type TestHouse } from '../house.ts'
import { aReader, type Reader } from '../reader.ts'

async function aPoll(house: TestHouse, mayChange: boolean) {
  const definition = {
    question: 'Open at rush hour?',
    options: ['Yes', 'No'],
    minChoices: 1,
    maxChoices: 1,
    opensAt: null,
    closesAt: null,
    results: 'staff',
    rotates: false,
    who: 'confirmed',
    mayChange,
  } as const
  const saved = await createPoll(house, { kind: 'operator', id: 'test' }, { definition })
  const poll = await pollByPublicId(house.db, done(saved).publicId)
  if (poll === undefined) throw new Error('no poll was made')
  return { publicId: poll.publicId, yes: String(poll.options[0]?.id), no: String(poll.options[1]?.id) }
}

async function vote(reader: Reader, publicId: string, choice: string, accept = 'application/json'): Promise<Response> {
  const { pass } = (await (await reader.get(`/forms/pass?for=vote:${publicId}`)).json()) as { pass: string }
  return reader.post(`/polls/${publicId}/votes`, { choice, pass }, { accept })
}

/** Asks for a link and presses its button, in one browser. */
async function confirm(house: TestHouse, reader: Reader, publicId: string): Promise<void> {
  const { pass } = (await (await reader.get(`/forms/pass?for=vote:${publicId}`)).json()) as { pass: string }
  await reader.post(`/polls/${publicId}/address`, { email: 'ines@example.org', pass })
  const mail = await house.db
    .selectFrom('mails')
    .select('body_text as text')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  const link = /\/-\/confirm\/\S+/u.exec(mail.text)?.[0] ?? ''
  await reader.press(await (await reader.get(link)).text())
}

async function votedThenAsked(house: TestHouse, served: Served, mayChange: boolean) {
  const poll = await aPoll(house, mayChange)
  // Who reads the same mailbox.
  const [ines, mallory] = [aReader(served), aReader(served)]
  await confirm(house, ines, poll.publicId)
  const { html } = (await (await vote(ines, poll.publicId, poll.yes)).json()) as { html: string }
  await confirm(house, mallory, poll.publicId)
  return { poll, mallory, receipt: /<code>([^<]+)/u.exec(html)?.[1] ?? '' }
}

describe.each(engines)('a ballot cast with a confirmed address, on %s', (engine) => {
  test.each([false, true])(
    'is not shown to another browser that the address came to belong to (changeable: %s)',
    async (mayChange) => {
      await using house = await aHouse(engine)
      await using served = await serve(house)
      const { poll, mallory, receipt } = await votedThenAsked(house, served, mayChange)
      expect(receipt).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/u)
      const answer = await vote(mallory, poll.publicId, poll.no)
      const told = await answer.text()
      expect(JSON.parse(told)).toMatchObject({ outcome: 'already-voted', tally: null })
      expect(told).not.toContain(receipt)
      expect(told).not.toContain('You chose')
      const page = await (await vote(mallory, poll.publicId, poll.no, 'text/html')).text()
      expect(page).toContain('You have already voted')
      expect(page).not.toContain(receipt)
      expect((await pollByPublicId(house.db, poll.publicId))?.tally).toMatchObject({
        counted: 1,
        votes: [{ votes: 1 }, { votes: 0 }],
      })
    },
  )
})
