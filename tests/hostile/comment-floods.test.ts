import { describe, expect, test } from 'vitest'
import { rejectMany, undoBulk } from '../../src/conversation/decide-many.ts'
import { approveComment, rejectComment } from '../../src/conversation/decide.ts'
import { areAlike, sketchOf } from '../../src/conversation/likeness.ts'
import { ownComment } from '../../src/conversation/store.ts'
import { listWaiting, selectWaiting } from '../../src/conversation/waiting-list.ts'
import { verifyLedger } from '../../src/kit/ledger.ts'
import { eraseReader } from '../../src/readers/personal.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import { personalRooms } from '../../src/site/reader/reader-pages.ts'
import { engines } from '../databases.ts'
import { aHouse } from '../house.ts'
import { actor, aStory, faults, fill, flood, heldOf, spam, statesOf } from './flooding.ts'

describe.each(engines)('a flood is cleared on %s', (engine) => {
  test('by network, likeness or time, each with its decision; taken back as far as nobody decided since', async () => {
    await using house = await aHouse(engine)
    const [story, readerId, eraser] = [await aStory(house), newReaderId(), newReaderId()]
    const honest = heldOf(
      await flood(house, story, 2, (index) => ({
        address: '198.51.100.7',
        comment: index === 0 ? 'The ferry was late again on Monday.' : 'Why was the bridge never painted?',
        readerId,
      })),
    )
    house.clock.advance(60_000)
    const since = house.clock.now()
    const flooded = heldOf(
      await flood(house, story, 30, (index) => ({
        address: index < 20 ? '192.0.2.7' : '203.0.113.9',
        ...(index === 0 && { readerId: eraser }),
      })),
    )
    const listed = await listWaiting(house.db, 100)
    expect(listed.map(({ fromNetwork, alike }) => `${fromNetwork} ${alike}`)).toEqual([
      ...Array(2).fill('2 1'),
      ...Array(20).fill('20 30'),
      ...Array(10).fill('10 30'),
    ])
    expect(JSON.stringify(listed)).not.toMatch(/192\.0\.2|networkHash/u)
    const network = listed[2]?.network ?? ''
    const counted = async (selection: Parameters<typeof selectWaiting>[1]) => {
      const selected = await selectWaiting(house.db, selection)
      return selected.outcome === 'selected' ? selected.ids.length : selected.outcome
    }
    expect(
      await Promise.all(
        [
          { network },
          { like: flooded[25] },
          { since },
          { network, like: honest[0] },
          { network: 'x' },
          {},
          { like: 'x' },
        ].map(counted),
      ),
    ).toEqual([20, 30, 30, 0, 0, 'invalid', 'unknown'])

    const selected = await selectWaiting(house.db, { like: flooded[0] })
    const ids = selected.outcome === 'selected' ? selected.ids : []
    await approveComment(house, actor, { publicId: flooded[3] ?? '' })
    const { bulk, comments } = await rejectMany(house, actor, { ids, reason: 'Advertising.' })
    expect([comments, await statesOf(house)]).toEqual([
      29,
      ['held', 'held', ...flooded.map((_, index) => (index === 3 ? 'published' : 'rejected'))],
    ])
    expect(await ownComment(house.db, flooded[0] ?? '', eraser)).toMatchObject({
      state: 'rejected',
      reason: 'Advertising.',
    })
    const decisions = await house.db
      .selectFrom('comment_decisions')
      .select(['actor', 'reasons'])
      .where('bulk_id', 'is not', null)
      .execute()
    expect([decisions.length, decisions[0]]).toEqual([
      29,
      { actor: 'operator:test', reasons: '[{"code":"staff","words":"Advertising."}]' },
    ])

    // Since then one was erased, one published, one rejected anew, with words of its own.
    await eraseReader(house, personalRooms, eraser)
    await approveComment(house, actor, { publicId: flooded[1] ?? '' })
    await approveComment(house, actor, { publicId: flooded[2] ?? '' })
    await rejectComment(house, actor, { publicId: flooded[2] ?? '', reason: 'Looked at again.' })
    expect(await undoBulk(house, actor, { bulk })).toEqual({ outcome: 'undone', comments: 26 })
    expect(await statesOf(house)).toEqual([
      'held',
      'held',
      'rejected',
      'published',
      'rejected',
      'published',
      ...Array(26).fill('held'),
    ])
    expect([await undoBulk(house, actor, { bulk }), await undoBulk(house, actor, { bulk: 'x' })]).toEqual([
      { outcome: 'undone', comments: 0 },
      { outcome: 'unknown', words: expect.stringContaining('There is no decision on many') },
    ])
    expect([await faults(house), (await verifyLedger(house.db)).ok]).toEqual([[], true])
  })

  test('in small steps, however much it is', async () => {
    await using house = await aHouse(engine)
    await fill(house, await aStory(house), 1_050)
    const selected = await selectWaiting(house.db, { since: 0 })
    const done = await rejectMany(house, actor, {
      ids: selected.outcome === 'selected' ? selected.ids : [],
      reason: 'x',
    })
    expect([done.comments, await undoBulk(house, actor, { bulk: done.bulk })]).toEqual([
      1_050,
      { outcome: 'undone', comments: 1_050 },
    ])
    const { deeds } = await house.db
      .selectFrom('ledger')
      .select(({ fn }) => fn.countAll<number>().as('deeds'))
      .where('deed', '=', 'comment.reject-many')
      .executeTakeFirstOrThrow()
    expect([deeds, await faults(house)]).toEqual([11, []])
  })
})

describe('likeness', () => {
  const alike = (one: string, other: string) => areAlike(sketchOf(one), sketchOf(other))

  test('is of letters in their order: not of case, spacing, marks or a changed address', () => {
    expect(alike(spam, `  ${spam.toUpperCase().replaceAll(' ', ' * ')}!!! https://a.example/1`)).toBe(true)
    expect(
      alike(spam, 'The harbour master has opened the bridge again, and the ferry waits no longer than it used to'),
    ).toBe(false)
    expect(alike('新しい橋が開通しました、安い広告はこちら', '新しい橋が開通しました、安い広告はあちら')).toBe(true)
    expect([alike('Yes', 'yes!'), alike('Yes', 'No'), alike('', '👍'), alike('👍', '👎')]).toEqual([
      true,
      false,
      true,
      true,
    ])
  })

  test('of long texts too, by a sample', () => {
    const words = Array.from({ length: 700 }, (_, index) => `word${(index * 7919) % 997}`)
    expect(alike(words.join(' '), words.toSpliced(100, 60).join(' '))).toBe(true)
    expect(
      alike(
        words.join(' '),
        words
          .toReversed()
          .map((word) => `${word}th`)
          .join(' '),
      ),
    ).toBe(false)
  })
})
