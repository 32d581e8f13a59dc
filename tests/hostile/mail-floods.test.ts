import { describe, expect, test } from 'vitest'
import { openHouse, type OpenHouse } from '../../src/house.ts'
import { dropEndedAllowances } from '../../src/kit/allowances.ts'
import { openPostgres } from '../../src/kit/db/postgres.ts'
import { openSqlite } from '../../src/kit/db/sqlite.ts'
import { isFailure } from '../../src/kit/outcome.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { mailboxOf } from '../../src/readers/addresses.ts'
import { requestConfirmation } from '../../src/readers/confirm-address.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import { engines } from '../databases.ts'
import { aHouse, serve, type TestHouse } from '../house.ts'
import { aReader, type Reader } from '../reader.ts'

const hour = 3_600_000

async function aPollForConfirmed(house: TestHouse, question = 'Open at rush hour?'): Promise<string> {
  const definition = {
    question,
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
  if (isFailure(saved)) throw new Error(saved.words)
  return saved.publicId
}

async function askAs(reader: Reader, poll: string, email: string): Promise<Response> {
  const { pass } = (await (await reader.get(`/forms/pass?for=vote:${poll}`)).json()) as { pass: string }
  return reader.post(`/polls/${poll}/address`, { email, pass })
}

type Asking = { readerId?: string; from?: string; purpose?: string }

function ask(house: OpenHouse, address: string, { readerId = newReaderId(), from, purpose = 'test' }: Asking = {}) {
  return requestConfirmation(house, {
    address,
    purpose: { kind: purpose, subject: '' },
    readerId,
    from,
    words: { subject: 'Please confirm', text: (link) => link },
  })
}

const mailsOf = async ({ db }: TestHouse) => (await db.selectFrom('mails').select('id').execute()).length

describe.each(engines)('mails that are asked for, on %s', (engine) => {
  test('36 readers without a past who name one address send it three, and all read the same', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const poll = await aPollForConfirmed(house)
    const pages = new Set<string>()
    // The network's own limit of the form would stop the rest: this is about what lies behind it.
    for (let count = 0; count < 18; count++) {
      for (const email of ['victim@mail.example', 'Victim+news@mail.example']) {
        const answer = await askAs(aReader(served), poll, email)
        if (answer.status !== 200) expect(answer.status).toBe(429)
        else pages.add(await answer.text())
      }
    }
    expect([await mailsOf(house), pages.size]).toEqual([3, 1])
    house.clock.advance(hour)
    expect([await ask(house, 'victim@mail.example'), await mailsOf(house)]).toEqual([{ outcome: 'sent' }, 4])
  })

  test('the day has its own end, over all purposes, and the next one begins anew', async () => {
    await using house = await aHouse(engine)
    for (let hours = 0; hours < 5; hours++, house.clock.advance(hour))
      for (const purpose of ['vote:a', 'vote:b', 'alerts']) await ask(house, 'victim@mail.example', { purpose })
    expect(await mailsOf(house)).toBe(6)
    house.clock.advance(20 * hour)
    await ask(house, 'victim@mail.example')
    expect(await mailsOf(house)).toBe(7)
  })

  test('hold for simultaneous askers, for another process and after a restart', async () => {
    await using house = await aHouse(engine)
    const opened = () =>
      openHouse(house.config, {
        clock: house.clock,
        database: engine === 'sqlite' ? openSqlite(house.location) : openPostgres(house.location),
      })
    {
      await using other = await opened()
      await Promise.all(
        Array.from({ length: 30 }, (_, index) => ask(index % 2 === 0 ? house : other, 'victim@mail.example')),
      )
      expect(await mailsOf(house)).toBe(3)
    }
    await using restarted = await opened()
    expect([await ask(restarted, 'victim@mail.example'), await mailsOf(house)]).toEqual([{ outcome: 'sent' }, 3])
  })

  test('whoever has asked too often themselves is told so, and when it goes on; what they typed stays', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const [poll, reader] = [await aPollForConfirmed(house), aReader(served)]
    for (let count = 0; count < 3; count++)
      expect((await askAs(reader, poll, `ines${count}@mail.example`)).status).toBe(200)
    const answer = await askAs(reader, poll, 'ines@mail.example')
    expect([answer.status, await answer.text()]).toEqual([
      429,
      expect.stringMatching(/ask again after October 14, 2026 at 1:00\sPM UTC[\s\S]*value="ines@mail\.example"/u),
    ])
    expect((await askAs(aReader(served), poll, 'tom@mail.example')).status).toBe(200)
  })

  test('a network sends so many and no more; where it is not known nothing is counted against anybody', async () => {
    await using house = await aHouse(engine)
    const asked: Awaited<ReturnType<typeof ask>>[] = []
    // In parts: 301 at once would wait too long for PostgreSQL's connections on a busy machine.
    for (let first = 0; first < 301; first += 43) {
      const some = Array.from({ length: 43 }, (_, index) => first + index)
      const from = (index: number) => ({ from: `192.0.2.${index % 250}` })
      asked.push(...(await Promise.all(some.map((index) => ask(house, `reader${index}@mail.example`, from(index))))))
    }
    expect(Map.groupBy(asked, ({ outcome }) => outcome).get('too-often')).toEqual([
      { outcome: 'too-often', by: 'many', againAt: house.clock.now() + hour },
    ])
    expect([
      await ask(house, 'one@mail.example', { from: '198.51.100.1' }),
      await ask(house, 'other@mail.example'),
    ]).toEqual([{ outcome: 'sent' }, { outcome: 'sent' }])
  })

  test('nothing of it names anybody, and it is gone when the day is over', async () => {
    await using house = await aHouse(engine)
    const readerId = newReaderId()
    await ask(house, 'victim@mail.example', { readerId, from: '192.0.2.7' })
    const kept = JSON.stringify(await house.db.selectFrom('allowances').selectAll().execute())
    for (const told of ['victim', 'mail.example', readerId, '192.0.2']) expect(kept).not.toContain(told)
    house.clock.advance(24 * hour)
    await dropEndedAllowances(house)
    expect(await house.db.selectFrom('allowances').select('name').execute()).toEqual([])
  })
})

test('one mailbox has one limit, however its address is dressed', () => {
  expect(['Ines@mail.example', 'ines+1@mail.example', 'ines+a+b@mail.example'].map(mailboxOf)).toEqual(
    Array(3).fill('ines@mail.example'),
  )
  expect(['a.b.c@gmail.com', 'abc+x@gmail.com', 'A.BC@googlemail.com'].map(mailboxOf)).toEqual(
    Array(3).fill('abc@gmail.com'),
  )
  expect(['a.b@mail.example', '+1@mail.example'].map(mailboxOf)).toEqual(['a.b@mail.example', '+1@mail.example'])
})
