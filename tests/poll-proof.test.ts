import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { done } from '../src/kit/outcome.ts'
import { takeInMedia } from '../src/media/take-in.ts'
import { castBallotsIn } from '../src/polls/cast-ballots.ts'
import { pollChecks } from '../src/polls/checks.ts'
import { closePoll, createPoll } from '../src/polls/deeds.ts'
import { destroyPollKeys } from '../src/polls/destroy-keys.ts'
import { editPoll } from '../src/polls/edit-poll.ts'
import { listVoters } from '../src/polls/list-voters.ts'
import type { PollDefinition } from '../src/polls/poll.ts'
import { partBorders, receiptList, wholeReceiptList } from '../src/polls/read-receipts.ts'
import { partsOf, type ReceiptList } from '../src/polls/receipts.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { verifyReceipts } from '../src/polls/verify-receipts.ts'
import { newReaderId } from '../src/readers/readers.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { aReader } from './reader.ts'

const actor = { kind: 'operator', id: 'test' } as const
const json = { accept: 'application/json' }
const minute = 60_000

async function aPoll(house: TestHouse, change: Partial<PollDefinition> = {}) {
  const saved = await createPoll(house, actor, {
    definition: {
      question: 'Open at rush hour?',
      options: ['Yes', 'No'],
      minChoices: 1,
      maxChoices: 1,
      opensAt: null,
      closesAt: null,
      results: 'always',
      rotates: false,
      ...change,
    },
  })
  const poll = await pollByPublicId(house.db, done(saved).publicId)
  if (poll === undefined) throw new Error('no poll was made')
  const [first, second] = poll.options.map(({ id }) => String(id))
  return { ...poll, path: `/polls/${poll.publicId}`, first: first ?? '', second: second ?? '' }
}

type TestPoll = Awaited<ReturnType<typeof aPoll>>

async function voteOf(
  served: Served,
  poll: TestPoll,
  choice: string,
  reader = aReader(served),
): Promise<{ outcome: string; message: string; html: string; tally: { voters: number } | null }> {
  const { pass } = (await (await reader.get(`/forms/pass?for=vote:${poll.publicId}`)).json()) as { pass: string }
  return (await (await reader.post(`${poll.path}/votes`, { choice, pass }, json)).json()) as Awaited<
    ReturnType<typeof voteOf>
  >
}

async function faults(house: TestHouse): Promise<string[]> {
  return (await Promise.all(pollChecks.map((check) => check.run(house.db)))).flat()
}

describe.each(engines)('a poll on %s', (engine) => {
  test('where a vote may be changed, the last choice counts and each is kept', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const poll = await aPoll(house, { mayChange: true })
    const reader = aReader(served)
    expect(await voteOf(served, poll, poll.first, reader)).toMatchObject({
      outcome: 'received',
      html: expect.stringContaining('Change my vote'),
    })
    expect(await voteOf(served, poll, poll.second, reader)).toMatchObject({
      outcome: 'changed',
      tally: { voters: 1, rows: [{ votes: 0 }, { votes: 1, own: true }] },
    })
    expect(await voteOf(served, poll, poll.second, reader)).toMatchObject({ outcome: 'already-voted' })
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => voteOf(served, poll, index % 2 === 0 ? poll.first : poll.second, reader)),
    )
    const { tally } = (await pollByPublicId(house.db, poll.publicId)) ?? {}
    expect([tally?.counted, tally?.votes.reduce((sum, { votes }) => sum + votes, 0)]).toEqual([1, 1])
    expect(
      await house.db.selectFrom('ballot_changes').select(['number', 'was']).where('number', '=', 1).execute(),
    ).toEqual([{ number: 1, was: JSON.stringify([Number(poll.first)]) }])
    await closePoll(house, actor, { publicId: poll.publicId })
    expect((await voteOf(served, poll, poll.first, reader)).outcome).toBe('already-voted')
    expect(await faults(house)).toEqual([])
  })

  test('for confirmed addresses asks for one, and takes one ballot of it whatever browser it is confirmed in', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const poll = await aPoll(house, { who: 'confirmed' })
    const confirm = async (email: string) => {
      const reader = aReader(served)
      const asked = await voteOf(served, poll, poll.first, reader)
      expect(asked).toMatchObject({ outcome: 'address-needed', html: expect.stringContaining('Your email address') })
      const pass = /name="pass" value="([^"]+)"/u.exec(asked.html)?.[1] ?? ''
      expect((await reader.post(`${poll.path}/address`, { email: 'no address', pass })).status).toBe(422)
      expect(await (await reader.post(`${poll.path}/address`, { email, pass })).text()).toContain(
        'A link is on its way',
      )
      const { body_text: mail } = await house.db
        .selectFrom('mails')
        .select('body_text')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow()
      const link = /\/-\/confirm\/\S+/u.exec(mail)?.[0] ?? ''
      expect(await (await reader.press(await (await reader.get(link)).text())).text()).toContain(`href="${poll.path}"`)
      return reader
    }
    const reader = await confirm('ines@example.org')
    expect((await voteOf(served, poll, poll.first, reader)).outcome).toBe('received')
    const second = await confirm('Ines@example.org')
    expect((await voteOf(served, poll, poll.second, second)).outcome).toBe('already-voted')
    expect((await pollByPublicId(house.db, poll.publicId))?.tally).toMatchObject({ counted: 1, confirmed: 1 })
    const listed = await aPoll(house, { who: 'list' })
    expect((await voteOf(served, listed, listed.first, second)).outcome).toBe('not-listed')
    expect(
      await listVoters(house, actor, { publicId: listed.publicId, addresses: ['ines@example.org', 'nobody'] }),
    ).toEqual({ outcome: 'invalid', words: 'line 2, "nobody", is not an email address' })
    await listVoters(house, actor, { publicId: listed.publicId, addresses: ['INES@example.org'] })
    expect((await voteOf(served, listed, listed.first, second)).outcome).toBe('received')
    expect(await faults(house)).toEqual([])
  })

  test('its certificate tells what was asked, what changed and what was counted; its receipts can be recounted and found', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const poll = await aPoll(house, { closesAt: house.clock.now() + 60 * minute })
    const castings = Array.from({ length: 60 }, (_, index) => ({
      readerId: newReaderId(),
      optionIds: [Number(index % 3 === 0 ? poll.second : poll.first)],
      castAt: house.clock.now() + index,
      hasPass: index !== 7,
    }))
    const casts = await house.write(actor, (tx) => castBallotsIn(tx, poll.id, castings))
    const edited = await editPoll(house, actor, {
      publicId: poll.publicId,
      edit: { question: 'Open at rush hours?', reword: [{ number: 2, label: 'Not at all' }] },
    })
    expect(edited).toMatchObject({
      outcome: 'updated',
      warnings: [
        expect.stringContaining('other words of the question'),
        expect.stringContaining('option in other words'),
      ],
    })
    const certificate = async () => (await served.get(`${poll.path}/certificate.json`)).json()
    expect(await certificate()).toMatchObject({
      question: 'Open at rush hours?',
      options: ['Yes', 'Not at all'],
      ballots: { counted: 59, setAside: 1, setAsideBy: { 'no-pass': 1 } },
      hours: [{ ballots: 60, counted: 59 }],
      changes: [{ what: 'option', was: 'No', became: 'Not at all' }, { what: 'question' }],
      statements: {
        selfSelected: expect.stringContaining('no margin of error'),
        unseen: expect.stringContaining('do not see votes that arrive slowly'),
      },
    })
    const page = await (await served.get(`${poll.path}/certificate`)).text()
    expect(page).toMatch(/id="checks"[\s\S]*“No” became “Not at all”/u)
    expect(page.match(/margin of error/gu)).toHaveLength(1)
    expect(page).toMatch(
      /class="poll-count">59 readers have voted\. Respondents chose to take part [\s\S]*there is no margin of error/u,
    )
    expect((await served.get(`${poll.path}/receipts.json`)).status).toBe(404)
    house.clock.advance(60 * minute)
    await house.queue.drain()
    const list = await (await served.get(`${poll.path}/receipts.json`)).text()
    const [own] = casts
    const receipt = own !== undefined && 'ballot' in own ? (own.ballot?.receipt ?? '') : ''
    expect(verifyReceipts([list], receipt.toLowerCase())).toMatchObject({
      ok: true,
      counted: 59,
      setAside: 1,
      votes: [{ votes: 39 }, { label: 'Not at all', votes: 20 }],
      own: { state: 'counted', options: ['Not at all'] },
    })
    expect(list).not.toContain(receipt)
    expect(verifyReceipts([list.replace('"state":"set-aside"', '"state":"counted"')])).toMatchObject({ ok: false })
    expect(verifyReceipts([list], 'AAAA-BBBB-CCCC-DDDD').own).toBe('not-found')
  })

  test('a long list of receipts comes in parts, which are recounted together', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const poll = await aPoll(house)
    const castings = Array.from({ length: 240 }, (_, index) => ({
      readerId: newReaderId(),
      optionIds: [Number(index % 3 === 0 ? poll.second : poll.first)],
      castAt: house.clock.now() + index,
      hasPass: index !== 7,
    }))
    const [own] = await house.write(actor, (tx) => castBallotsIn(tx, poll.id, castings))
    const receipt = own !== undefined && 'ballot' in own ? (own.ballot?.receipt ?? '') : ''
    const counted = (await pollByPublicId(house.db, poll.publicId)) ?? poll
    const fives = partsOf(counted, 50)
    const borders = await partBorders(house.db, counted, fives)
    const texts = await Promise.all(
      fives.map(async (part) => String(await receiptList(house.db, counted, part, borders))),
    )
    const lists = texts.map((text): ReceiptList => JSON.parse(text))
    expect(lists.map(({ part, ballots }) => [part, ballots.length])).toEqual(
      [1, 2, 3, 4, 5].map((number) => [{ number, of: 5 }, 48]),
    )
    for (const { ballots } of lists)
      expect(ballots.map(({ receipt: hash }) => hash)).toEqual(ballots.map(({ receipt: hash }) => hash).sort())
    expect(verifyReceipts(texts.toReversed(), receipt)).toEqual({
      ok: true,
      faults: [],
      counted: 239,
      setAside: 1,
      votes: [
        { label: 'Yes', votes: 159 },
        { label: 'No', votes: 80 },
      ],
      own: { state: 'counted', options: ['No'] },
    })
    expect(verifyReceipts(texts.slice(1, 4)).faults).toEqual(['of 5 parts these are missing: 1, 5'])
    expect(verifyReceipts([...texts, ...texts.slice(0, 1)]).faults).toEqual(['part 1 is there twice'])
    expect(verifyReceipts([...texts.slice(1), JSON.stringify({ ...lists[0], counted: 240 })]).faults).toEqual([
      expect.stringContaining('one list as it was at one time'),
    ])
    expect(
      verifyReceipts([
        texts[0] ?? '',
        ...texts.slice(1, 4),
        JSON.stringify({ ...lists[4], ballots: lists[4]?.ballots.slice(1) }),
      ]).ok,
    ).toBe(false)
    let whole = ''
    for await (const words of wholeReceiptList(house.db, counted)) whole += words
    expect(verifyReceipts([whole], receipt)).toEqual(verifyReceipts(texts, receipt))

    expect((await served.get(`${poll.path}/receipts/1.json`)).status).toBe(404)
    await closePoll(house, actor, { publicId: poll.publicId })
    expect((await served.get(`${poll.path}/receipts/1.json`)).status).toBe(404)
    await house.write(actor, (tx) =>
      tx.updateTable('poll_totals').set({ set_aside: 399_000 }).where('poll_id', '=', poll.id).execute(),
    )
    house.pages.clear()
    const parts = [1, 2, 3, 4].map((number) => `${poll.path}/receipts/${number}.json`)
    const named = await (await served.get(`${poll.path}/receipts.json`)).text()
    expect(JSON.parse(named)).toMatchObject({
      format: 'crier-poll-receipts-parts-1',
      counted: 239,
      parts: parts.map((path) => `http://localhost:4000${path}`),
    })
    expect(verifyReceipts([named]).faults).toEqual([expect.stringContaining('the 4 parts of a long list')])
    expect(await (await served.get(`${poll.path}/certificate.json`)).json()).toMatchObject({ receipts: parts })
    expect(await (await served.get(`${poll.path}/certificate`)).text()).toMatch(
      /4 parts[\s\S]*receipts\/1\.json">Part 1<[\s\S]*receipts\/4\.json">Part 4</u,
    )
    const answers = await Promise.all(parts.map((path) => served.get(path)))
    expect(answers.map(({ status, headers }) => [status, headers.get('cache-control')])).toEqual(
      parts.map(() => [200, 'private, no-store']),
    )
    const published = (await Promise.all(answers.map((answer) => answer.json()))) as ReceiptList[]
    expect(published.map(({ part, ballots }) => [part, ballots.length])).toEqual(
      [1, 2, 3, 4].map((number) => [{ number, of: 4 }, number === 1 ? 240 : 0]),
    )
    for (const number of ['0', '5', '01', '1.5', 'x'])
      expect((await served.get(`${poll.path}/receipts/${number}.json`)).status, number).toBe(404)
  })

  test('its certificate shows the pictures of the answers, and says what they show', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const bytes = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#369' } })
      .png()
      .toBuffer()
    const ship = await takeInMedia(house, actor, { bytes, fileName: 'ship.png' })
    await house.queue.drain()
    const poll = await aPoll(house, {
      pictures: [{ mediaId: ship.outcome === 'taken' ? ship.id : 0, alt: 'A container ship' }, null],
    })
    expect(await (await served.get(`${poll.path}/certificate.json`)).json()).toMatchObject({
      options: ['Yes', 'No'],
      pictures: ['A container ship', null],
    })
    expect(await (await served.get(`${poll.path}/certificate`)).text()).toMatch(
      /<h2>What was asked<\/h2>[\s\S]*<ol><li dir="auto"><span class="option-picture"><picture>[\s\S]*alt="A container ship"[\s\S]*<span>Yes<\/span><\/li><li dir="auto"><span>No<\/span><\/li><\/ol>/u,
    )
  })

  test('with fewer than fifty ballots neither hours nor receipts say what was chosen', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const poll = await aPoll(house)
    await voteOf(served, poll, poll.first)
    await closePoll(house, actor, { publicId: poll.publicId })
    expect(await (await served.get(`${poll.path}/certificate.json`)).json()).toMatchObject({
      hours: null,
      ballots: { counted: 1 },
    })
    const list = await (await served.get(`${poll.path}/receipts.json`)).text()
    expect([
      JSON.parse(list).ballots.map((ballot: object) => Object.keys(ballot)),
      verifyReceipts([list]),
    ]).toMatchObject([[['receipt', 'state']], { ok: true, votes: undefined }])
  })

  test('thirty days after the close its key is destroyed and nothing is left of networks', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const poll = await aPoll(house)
    await voteOf(served, poll, poll.first)
    await closePoll(house, actor, { publicId: poll.publicId })
    house.clock.advance(29 * 24 * 60 * minute)
    expect(await destroyPollKeys(house)).toBe(0)
    house.clock.advance(25 * 60 * minute)
    expect(await destroyPollKeys(house)).toBe(1)
    expect(await house.db.selectFrom('poll_keys').select('material').execute()).toEqual([{ material: null }])
    expect(await house.db.selectFrom('poll_networks').select('ballots').execute()).toEqual([])
  })
})

describe('pages of polls', () => {
  test('a page turns at the very moment when the poll closes, and names that moment to caches in the last minute', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const poll = await aPoll(house, { closesAt: house.clock.now() + 10 * minute, results: 'after-close' })
    const seen = async () => {
      const answer = await served.get(poll.path)
      return [
        (await answer.text()).includes('<form class="poll-form"'),
        answer.headers.get('cache-control'),
        answer.headers.get('expires'),
      ]
    }
    const expires = new Date(house.clock.now() + 10 * minute).toUTCString()
    expect(await seen()).toEqual([true, expect.stringContaining('s-maxage=60'), null])
    house.clock.advance(9 * minute)
    expect(await seen()).toEqual([true, 'public', expires])
    house.clock.advance(minute - 1)
    expect((await seen())[0]).toBe(true)
    house.clock.advance(1)
    expect(await seen()).toEqual([false, expect.stringContaining('s-maxage=60'), null])
  })

  test('results hidden until enough have voted stay hidden from those who voted too', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const poll = await aPoll(house, { hiddenUntil: 2 })
    expect(await voteOf(served, poll, poll.first)).toMatchObject({
      message: 'Vote recorded.',
      tally: null,
      html: expect.stringContaining('once 2 votes are counted'),
    })
    expect(await voteOf(served, poll, poll.first)).toMatchObject({
      message: 'Vote recorded. 2 votes.',
      tally: { voters: 2 },
    })
  })

  test('a ballot that is set aside is answered like any other', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const poll = await aPoll(house)
    const readers = Array.from({ length: 31 }, () => aReader(served))
    const answers: Awaited<ReturnType<typeof voteOf>>[] = []
    for (const reader of readers) answers.push(await voteOf(served, poll, poll.first, reader))
    expect((await pollByPublicId(house.db, poll.publicId))?.tally).toMatchObject({ counted: 30, setAside: 1 })
    expect(answers.at(-1)).toMatchObject({
      outcome: 'received',
      html: expect.stringContaining('Vote received. Votes are checked before they count;'),
    })
    expect(await (await readers.at(-1)?.get(`${poll.path}/mine`))?.text()).toContain(
      'Vote received. Votes are checked before they count;',
    )
  })

  test('a link ticks an answer and votes for nothing; an answer of another poll leads to the plain page', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const poll = await aPoll(house)
    expect(await (await served.get(`${poll.path}?choice=${poll.second}`)).text()).toMatch(
      new RegExp(`value="${poll.second}" checked`, 'u'),
    )
    const other = await served.get(`${poll.path}?choice=99999`)
    expect([other.status, other.headers.get('location')]).toEqual([302, poll.path])
    expect((await pollByPublicId(house.db, poll.publicId))?.tally.counted).toBe(0)
  })

  test('the list has open and closed polls, a frame may stand anywhere and leads to ours, and machines get JSON', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const [poll, waiting] = [
      await aPoll(house),
      await aPoll(house, { question: 'Later?', opensAt: house.clock.now() + minute }),
    ]
    const list = await (await served.get('/polls')).text()
    expect(list).toMatch(/Open for votes[\s\S]*Open at rush hour\?/u)
    expect(list).not.toContain('Later?')
    house.clock.advance(minute)
    expect(await (await served.get('/-/polls')).text()).toContain(waiting.path)
    expect((await served.get('/polls?page=9')).status).toBe(404)
    const frame = await served.get(`${poll.path}/embed`)
    const html = await frame.text()
    expect([frame.headers.get('content-security-policy'), html]).toEqual([
      expect.stringContaining('frame-ancestors *'),
      expect.stringContaining(`href="http://localhost:4000${poll.path}"`),
    ])
    expect(html).not.toContain('<form')
    expect((await served.get(poll.path)).headers.get('content-security-policy')).toContain(`frame-ancestors 'self'`)
    expect(await (await served.get(`${poll.path}/results.json`)).json()).toMatchObject({
      id: poll.publicId,
      results: { voters: 0 },
      note: expect.stringContaining('not a survey'),
    })
    for (const path of [
      '/polls/none/certificate',
      '/polls/none/certificate.json',
      '/polls/none/receipts.json',
      '/polls/none/results.json',
      '/polls/none/embed',
    ])
      expect([path, (await served.get(path)).status]).toEqual([path, 404])
  })
})
