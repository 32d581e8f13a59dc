import { describe, expect, test } from 'vitest'
import { conversationChecks } from '../../src/conversation/checks.ts'
import { approveComment, rejectComment } from '../../src/conversation/decide.ts'
import { operator, system } from '../../src/kit/db/schema.ts'
import { forgetChunk } from '../../src/kit/forget.ts'
import { verifyLedger } from '../../src/kit/ledger.ts'
import { noteIn } from '../../src/kit/notices.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { confirmAddress, requestConfirmation } from '../../src/readers/confirm-address.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import { siteJobHandlers, siteSchedules } from '../../src/site/job-handlers.ts'
import { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { actor, aStory, send } from './flooding.ts'

const day = 86_400_000

async function forget(house: TestHouse): Promise<void> {
  const job = siteJobHandlers.find(({ name }) => name === 'site.forget')
  await job?.run(house, {}, { signal: new AbortController().signal, attempt: 1 })
}

async function rejected(house: TestHouse, story: Awaited<ReturnType<typeof aStory>>, email: string): Promise<string> {
  const sent = await send(house, story, { email, comment: `Of ${email}.` })
  const publicId = sent.outcome === 'held' ? sent.publicId : ''
  await rejectComment(house, actor, { publicId, reason: 'An insult.' })
  return publicId
}

async function askLink(house: TestHouse, address: string, readerId = newReaderId()): Promise<string> {
  let token = ''
  const words = { subject: 'Please confirm', text: (link: string) => (token = link.split('/').at(-1) ?? '') }
  await requestConfirmation(house, {
    address,
    purpose: { kind: 'test', subject: '' },
    readerId,
    from: undefined,
    words,
  })
  return token
}

async function addressesLeft(house: TestHouse): Promise<string[]> {
  const rows = await house.db.selectFrom('addresses').select('address').where('address', 'is not', null).execute()
  return rows.flatMap(({ address }) => address ?? []).sort()
}

describe.each(engines)('after its term, on %s', (engine) => {
  test('a job is due every day that forgets', () => {
    expect(siteSchedules.map(({ job }) => job.name)).toContain('site.forget')
  })

  test('a rejected comment loses words, name and address; that it was rejected, and why, stays', async () => {
    await using house = await aHouse(engine)
    const story = await aStory(house)
    const old = await rejected(house, story, 'old@example.org')
    const kept = await send(house, story, { email: 'kept@example.org', comment: 'Still here.' })
    await approveComment(house, actor, { publicId: kept.outcome === 'held' ? kept.publicId : '' })
    house.clock.advance(60 * day)
    await rejected(house, story, 'young@example.org')
    await forget(house)
    expect(await addressesLeft(house)).toHaveLength(3)
    house.clock.advance(31 * day)
    await forget(house)
    const columns = ['words', 'author_name as name', 'state'] as const
    const comments = await house.db.selectFrom('comments').select(columns).orderBy('id').execute()
    expect(comments.map(({ words }) => words)).toEqual(['', 'Still here.', 'Of young@example.org.'])
    expect(comments[0]).toEqual({ words: '', name: '', state: 'rejected' })
    expect(await addressesLeft(house)).toEqual(['kept@example.org', 'young@example.org'])
    const decisions = await house.db.selectFrom('comment_decisions').select('reasons').execute()
    expect(decisions.filter(({ reasons }) => reasons.includes('An insult.'))).toHaveLength(2)
    expect((await approveComment(house, actor, { publicId: old })).outcome).toBe('unknown')
    const faults = await Promise.all(conversationChecks.map((check) => check.run(house.db)))
    expect([faults.flat(), (await verifyLedger(house.db)).ok]).toEqual([[], true])
  })

  test('a link goes, used or not, and an address that nobody confirmed; a confirmed one stays', async () => {
    await using house = await aHouse(engine)
    const token = await askLink(house, 'ines@example.org')
    await confirmAddress(house, { token, readerId: newReaderId() })
    await askLink(house, 'stranger@example.org')
    await send(house, await aStory(house), { email: 'author@example.org' })
    await askLink(house, 'author@example.org')
    house.clock.advance(8 * day)
    await forget(house)
    expect(await house.db.selectFrom('confirmations').select('purpose').execute()).toHaveLength(3)
    house.clock.advance(2 * day)
    await forget(house)
    expect(await house.db.selectFrom('confirmations').select('purpose').execute()).toEqual([])
    expect(await addressesLeft(house)).toEqual(['author@example.org', 'ines@example.org'])
  })

  test('mails, failed jobs and notices go, in as many chunks as they need', async () => {
    await using house = await aHouse(engine)
    const at = house.clock.now()
    await askLink(house, 'ines@example.org')
    await house.write(system, async (tx) => {
      await noteIn(tx, { name: 'proxy', detail: {}, at })
      const dead = { name: 'nothing', payload: '{}', attempts: 12, error: 'Error', created_at: at, died_at: at }
      const jobs = Array.from({ length: 2 * forgetChunk + 1 }, (_, id) => ({ id: 1_000_000 + id, ...dead }))
      await tx.insertInto('dead_jobs').values(jobs).execute()
    })
    await setSetting(house, operator, { key: 'forget.mails', value: 100 })
    const rows = async (table: 'mails' | 'dead_jobs' | 'notices') =>
      (
        await house.db
          .selectFrom(table)
          .select(({ lit }) => lit(1).as('one'))
          .execute()
      ).length
    const counts = async () => [await rows('mails'), await rows('dead_jobs'), await rows('notices')]
    house.clock.advance(89 * day)
    await forget(house)
    expect(await counts()).toEqual([1, 2 * forgetChunk + 1, 1])
    house.clock.advance(day)
    await forget(house)
    expect(await counts()).toEqual([1, 0, 0])
    house.clock.advance(10 * day)
    await forget(house)
    expect(await counts()).toEqual([0, 0, 0])
  })
})
