import { describe, expect, test } from 'vitest'
import { verifyLedger } from '../../src/kit/ledger.ts'
import { done } from '../../src/kit/outcome.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { pollByPublicId } from '../../src/polls/store.ts'
import { eraseReader } from '../../src/readers/personal.ts'
import { readerIdFromCookie } from '../../src/readers/readers.ts'
import { personalRooms } from '../../src/site/reader/reader-pages.ts'
import { engines } from '../databases.ts'
import { aHouse, serve, type TestHouse } from '../house.ts'
import { aReader, type Reader } from '../reader.ts'

async function aPoll(house: TestHouse) {
  const definition = {
    question: 'Open at rush hour?',
    options: ['Yes', 'No'],
    minChoices: 1,
    maxChoices: 1,
    opensAt: null,
    closesAt: null,
    results: 'always',
    rotates: false,
    who: 'confirmed',
  } as const
  const saved = await createPoll(house, { kind: 'operator', id: 'test' }, { definition })
  const poll = await pollByPublicId(house.db, done(saved).publicId)
  if (poll === undefined) throw new Error('no poll was made')
  return { publicId: poll.publicId, yes: String(poll.options[0]?.id) }
}

async function passOf(reader: Reader, publicId: string): Promise<string> {
  const { pass } = (await (await reader.get(`/forms/pass?for=vote:${publicId}`)).json()) as { pass: string }
  return pass
}

/** Asks for a link to Ines's address; what her mailbox then has in it. */
async function askedLink(house: TestHouse, asking: Reader, publicId: string): Promise<string> {
  await asking.post(`/polls/${publicId}/address`, { email: 'ines@example.org', pass: await passOf(asking, publicId) })
  const mails = house.db.selectFrom('mails').select('body_text as text').orderBy('id', 'desc')
  return /\/-\/confirm\/\S+/u.exec((await mails.executeTakeFirstOrThrow()).text)?.[0] ?? ''
}

async function outcomeOfVote(reader: Reader, { publicId, yes }: { publicId: string; yes: string }): Promise<string> {
  const fields = { choice: yes, pass: await passOf(reader, publicId) }
  const answer = await reader.post(`/polls/${publicId}/votes`, fields, { accept: 'application/json' })
  return ((await answer.json()) as { outcome: string }).outcome
}

describe.each(engines)('a link to an address, on %s', (engine) => {
  test("gives nothing to who asked for somebody else's: it counts where its owner presses", async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const poll = await aPoll(house)
    const [mallory, ines] = [aReader(served), aReader(served)]
    const link = await askedLink(house, mallory, poll.publicId)
    const page = await (await ines.get(link)).text()
    for (const said of ['ines@example.org', 'Open at rush hour?', 'in another browser', 'October 14, 2026'])
      expect(page).toContain(said)
    expect(await (await ines.press(page)).text()).toContain('Your address is confirmed')
    expect(await outcomeOfVote(mallory, poll)).toBe('address-needed')
    expect(await (await mallory.get('/-/me')).text()).not.toContain('ines@')
    expect(await outcomeOfVote(ines, poll)).toBe('received')
  })

  test('says in the browser that asked that it did, and in another that it was used', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const poll = await aPoll(house)
    const [desk, phone] = [aReader(served), aReader(served)]
    const link = await askedLink(house, desk, poll.publicId)
    const page = await (await desk.get(link)).text()
    expect(page).toContain('You asked for this link in this browser')
    await desk.press(page)
    expect(await (await desk.press(page)).text()).toContain('Your address is confirmed')
    expect(await (await desk.get(link)).text()).toContain('Your address is confirmed')
    const elsewhere = [await phone.get(link), await phone.press(page)]
    expect(elsewhere.map(({ status }) => status)).toEqual([410, 410])
    expect(await elsewhere[1]?.text()).toContain('used in another browser')
    expect([await outcomeOfVote(phone, poll), await outcomeOfVote(desk, poll)]).toEqual(['address-needed', 'received'])
  })

  test('pressed in two browsers at once counts in one', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const poll = await aPoll(house)
    const readers = [aReader(served), aReader(served), aReader(served)] as const
    const link = await askedLink(house, readers[0], poll.publicId)
    const pages = await Promise.all(readers.map(async (reader) => (await reader.get(link)).text()))
    const answers = await Promise.all(readers.map((reader, index) => reader.press(pages[index] ?? '')))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410])
    const outcomes = await Promise.all(readers.map((reader) => outcomeOfVote(reader, poll)))
    expect(outcomes.sort()).toEqual(['address-needed', 'address-needed', 'received'])
  })

  test("leaves no reader's id in the ledger, whose entries no erasure reaches", async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const poll = await aPoll(house)
    const ines = aReader(served)
    await ines.press(await (await ines.get(await askedLink(house, ines, poll.publicId))).text())
    await outcomeOfVote(ines, poll)
    const cookie = [...ines.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const readerId = readerIdFromCookie(house, cookie) ?? ''
    expect(readerId).toHaveLength(22)
    await eraseReader(house, personalRooms, readerId)
    const entries = await house.db.selectFrom('ledger').select(['actor', 'deed', 'subject', 'detail']).execute()
    expect(entries).toContainEqual(expect.objectContaining({ deed: 'address.confirm', actor: 'reader:by-mail' }))
    expect(JSON.stringify(entries)).not.toContain(readerId)
    expect((await verifyLedger(house.db)).ok).toBe(true)
  })
})
