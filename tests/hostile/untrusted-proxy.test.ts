import { afterEach, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/house.ts'
import { openPostgres } from '../../src/kit/db/postgres.ts'
import { openSqlite } from '../../src/kit/db/sqlite.ts'
import { openProxies, proxyFaultOf, proxyFaults } from '../../src/kit/http/proxies.ts'
import { allNotices } from '../../src/kit/notices.ts'
import { done } from '../../src/kit/outcome.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { pollByPublicId } from '../../src/polls/store.ts'
import { engines } from '../databases.ts'
import { aHouse, serve, type Served, type TestHouse } from '../house.ts'
import { aReader } from '../reader.ts'
import { aStory } from './flooding.ts'

afterEach(() => vi.restoreAllMocks())

const trusting = { CRIER_TRUSTED_PROXIES: 'loopback' }

async function aPoll(house: TestHouse): Promise<{ publicId: string; choice: string }> {
  const definition = {
    question: 'Open?',
    options: ['Yes', 'No'],
    minChoices: 1,
    maxChoices: 1,
    opensAt: null,
    closesAt: null,
    results: 'always',
    rotates: false,
  } as const
  const saved = await createPoll(house, { kind: 'operator', id: 'test' }, { definition })
  const poll = await pollByPublicId(house.db, done(saved).publicId)
  return { publicId: poll?.publicId ?? '', choice: String(poll?.options[0]?.id) }
}

type Headers = Record<string, string>

async function vote(served: Served, { publicId, choice }: { publicId: string; choice: string }, headers: Headers) {
  const reader = aReader(served)
  const { pass } = (await (await reader.get(`/forms/pass?for=vote:${publicId}`, headers)).json()) as { pass: string }
  expect((await reader.post(`/polls/${publicId}/votes`, { choice, pass }, headers)).status).toBe(303)
}

async function comment(served: Served, story: string, headers: Headers): Promise<number> {
  const reader = aReader(served)
  const { pass } = (await (await reader.get(`/forms/pass?for=comment:${story}`, headers)).json()) as { pass: string }
  const fields = { name: 'Ines', email: 'ines@mail.example', comment: `Ships first, said ${pass.slice(-5)}.`, pass }
  return (await reader.post(`/articles/${story}/comments`, fields, headers)).status
}

/** A reader of a town as a proxy names them; each in a network of their own. */
const behind = (index: number): Headers => ({ 'x-forwarded-for': `100.${100 + (index >> 8)}.${index & 255}.7` })

const tallyOf = async (house: TestHouse, publicId: string) => (await pollByPublicId(house.db, publicId))?.tally

describe.each(engines)('behind a proxy that is not trusted, on %s', (engine) => {
  test('sixty honest votes count, seventy comments wait, and it is said once and kept for the next start', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const said = vi.spyOn(house.log, 'warn')
    const [poll, story] = [await aPoll(house), await aStory(house)]
    for (let index = 0; index < 60; index++) await vote(served, poll, behind(index))
    const comments: number[] = []
    for (let index = 0; index < 70; index++) comments.push(await comment(served, story, behind(index)))
    expect([await tallyOf(house, poll.publicId), comments]).toMatchObject([
      { counted: 60, setAside: 0 },
      Array(70).fill(303),
    ])
    const words = expect.stringContaining('a proxy at 127.0.0.1 is not trusted')
    expect(said.mock.calls).toEqual([
      [{ proxy: '127.0.0.1', remedy: 'Add "loopback" to CRIER_TRUSTED_PROXIES.' }, words],
    ])
    house.clock.advance(3_600_000)
    await vote(served, poll, behind(60))
    expect(said).toHaveBeenCalledTimes(2)
    await expect
      .poll(() => allNotices(house.db))
      .toMatchObject([{ name: 'proxy-untrusted', firstAt: house.clock.now() - 3_600_000, lastAt: house.clock.now() }])

    await using restarted = await openHouse(house.config, {
      clock: house.clock,
      database: engine === 'sqlite' ? openSqlite(house.location) : openPostgres(house.location),
    })
    expect(proxyFaults(await allNotices(restarted.db), restarted.config)).toMatchObject([{ words }])
    expect(proxyFaults(await allNotices(restarted.db), { trustedProxies: ['127.0.0.0/8'] })).toEqual([])
  })

  test('once it is trusted, a network is a network, whatever its readers themselves say before', async () => {
    await using house = await aHouse(engine, trusting)
    await using served = await serve(house)
    const poll = await aPoll(house)
    for (let index = 0; index < 60; index++)
      await vote(served, poll, { 'x-forwarded-for': `10.0.${index}.1, 198.51.100.${index}` })
    expect(await tallyOf(house, poll.publicId)).toMatchObject({ counted: 30, setAside: 30 })
    // That somebody stands before them may be true or made up: it is said without an address, and changes nothing.
    expect((await allNotices(house.db)).filter(({ name }) => name !== 'proxy-public')).toEqual([])
  })

  test('a proxy that is trusted and names nobody is noticed too', async () => {
    await using house = await aHouse(engine, trusting)
    await using served = await serve(house)
    const poll = await aPoll(house)
    for (let index = 0; index < 40; index++) await vote(served, poll, {})
    expect(await tallyOf(house, poll.publicId)).toMatchObject({ counted: 40, setAside: 0 })
    await expect
      .poll(async () => proxyFaults(await allNotices(house.db), house.config))
      .toMatchObject([{ words: expect.stringContaining('does not say for whom it asks') }])
  })
})

describe('whoever sends such headers without a proxy', () => {
  const asking = (remoteAddress: string | undefined, headers: Headers = {}) => ({ headers, socket: { remoteAddress } })

  test('is counted by the address they come from, however many they are; nobody’s address is told', async () => {
    await using house = await aHouse('sqlite')
    const said = vi.spyOn(house.log, 'warn')
    const proxies = openProxies(house)
    const seen = Array.from({ length: 500 }, (_, index) =>
      proxies.addressOf(
        asking('203.0.113.9', index % 2 === 0 ? behind(index) : { forwarded: 'for=1.2.3.4', 'x-real-ip': '1.2.3.4' }),
      ),
    )
    expect(new Set(seen)).toEqual(new Set(['203.0.113.9']))
    await expect.poll(() => allNotices(house.db)).toMatchObject([{ name: 'proxy-public', detail: { proxy: '' } }])
    expect([said.mock.calls.length, JSON.stringify([said.mock.calls, await allNotices(house.db)])]).toEqual([
      1,
      expect.not.stringContaining('203.0.113'),
    ])
  })

  test('makes no noise among readers who come straight', async () => {
    await using house = await aHouse('sqlite')
    const said = vi.spyOn(house.log, 'warn')
    const proxies = openProxies(house)
    for (let index = 0; index < 500; index++)
      proxies.addressOf(asking(`198.51.${index & 255}.9`, index % 5 === 0 ? {} : behind(index)))
    expect(said).not.toHaveBeenCalled()
  })

  test('and shares an inner address with readers who do not is counted with them', async () => {
    await using house = await aHouse('sqlite')
    const proxies = openProxies(house)
    for (let index = 0; index < 20; index++) expect(proxies.addressOf(asking('172.17.0.1'))).toBe('172.17.0.1')
    for (let index = 0; index < 100; index++)
      expect(proxies.addressOf(asking('172.17.0.1', behind(index)))).toBe('172.17.0.1')
    // Another address of the inner network is judged by itself; an hour later so is this one again.
    expect(proxies.addressOf(asking('::ffff:10.0.0.2', behind(1)))).toBeUndefined()
    house.clock.advance(3_600_000)
    expect(proxies.addressOf(asking('172.17.0.1', behind(1)))).toBeUndefined()
  })

  test('a second proxy before a trusted one is noticed as the one that it is', async () => {
    await using house = await aHouse('sqlite', trusting)
    const proxies = openProxies(house)
    const addressOf = (forwarded: string) => proxies.addressOf(asking('127.0.0.1', { 'x-forwarded-for': forwarded }))
    expect(['10.0.0.3', '1.2.3.4, 203.0.113.9', 'nonsense, 203.0.113.9'].map(addressOf)).toEqual([
      '10.0.0.3',
      '203.0.113.9',
      '203.0.113.9',
    ])
    house.clock.advance(3_600_000)
    expect(addressOf('203.0.113.9, 10.0.0.3')).toBeUndefined()
    await expect.poll(() => allNotices(house.db)).toMatchObject([{ detail: { proxy: '10.0.0.3' } }])
  })

  test('and is gone at once comes from nowhere, and gets no answer', async () => {
    await using house = await aHouse('sqlite')
    expect(openProxies(house).addressOf(asking(undefined, behind(1)))).toBe('')
  })
})

test('an https address says at the start that a proxy stands there', () => {
  expect(proxyFaultOf(readConfig({ CRIER_URL: 'https://lantern.example' }))?.words).toContain(
    'CRIER_TRUSTED_PROXIES is not set',
  )
  expect(proxyFaultOf(readConfig({ CRIER_URL: 'https://lantern.example', ...trusting }))).toBeUndefined()
  expect(proxyFaultOf(readConfig({}))).toBeUndefined()
})
