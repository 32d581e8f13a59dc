import { describe, expect, test } from 'vitest'
import { approveComment } from '../../src/conversation/decide.ts'
import { addImportedCommentIn } from '../../src/conversation/import-comments.ts'
import { crowdOf, maxWaiting, networkMost } from '../../src/conversation/waiting.ts'
import { system } from '../../src/kit/db/schema.ts'
import { eraseReader } from '../../src/readers/personal.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import { personalRooms } from '../../src/site/reader/reader-pages.ts'
import { engines } from '../databases.ts'
import { aHouse, serve } from '../house.ts'
import { aReader, type Reader } from '../reader.ts'
import { actor, aStory, crowdsOf, fill, flood, heldOf, send, spam } from './flooding.ts'

describe.each(engines)('comments that wait, on %s', (engine) => {
  test('83 from one network with readers without a past: forty wait, the others are told so', async () => {
    await using house = await aHouse(engine)
    const story = await aStory(house)
    const long = `${spam} `.repeat(40)
    const outcomes = await flood(house, story, 83, (index) => ({
      address: `192.0.2.${index}`,
      comment: `${long} ${index}`,
    }))
    expect([heldOf(outcomes).length, crowdsOf(outcomes)]).toEqual([40, ['network']])
    expect((await send(house, story, { address: '198.51.100.1' })).outcome).toBe('held')
    expect((await send(house, story, { address: undefined })).outcome).toBe('held')
    await approveComment(house, actor, { publicId: heldOf(outcomes)[0] ?? '' })
    expect((await send(house, story)).outcome).toBe('held')
  })

  test('a reader may have ten that wait, also of those sent at once; the last one may come again', async () => {
    await using house = await aHouse(engine)
    const [story, other, readerId] = [await aStory(house), await aStory(house, 'quay'), newReaderId()]
    await flood(house, story, 5, () => ({ readerId }))
    const last = { readerId, comment: 'The last of ten.', passHash: 'last' }
    await send(house, other, last)
    const atOnce = await Promise.all(Array.from({ length: 12 }, () => send(house, other, { readerId })))
    expect([heldOf(atOnce).length, crowdsOf(atOnce)]).toEqual([4, ['reader']])
    expect((await send(house, other, last)).outcome).toBe('held')
    expect((await send(house, story)).outcome).toBe('held')
  })

  test('a story and the house have their ends, and what an import brought does not count', async () => {
    await using house = await aHouse(engine)
    const [story, other] = [await aStory(house), await aStory(house, 'quay')]
    const { id } = await house.db
      .selectFrom('articles')
      .select('id')
      .where('public_id', '=', other)
      .executeTakeFirstOrThrow()
    const older = {
      articleId: id,
      parentId: null,
      addressId: null,
      authorName: 'A',
      words: 'w',
      state: 'held',
      submittedAt: 1,
      origin: 'x',
    } as const
    await house.write(system, async (tx) => {
      for (let count = 0; count < maxWaiting.story; count++) await addImportedCommentIn(tx, older, 1)
    })
    expect((await send(house, other)).outcome).toBe('held')
    await fill(house, story, maxWaiting.story)
    expect(await send(house, story)).toMatchObject({ outcome: 'crowded', by: 'story' })
    expect((await send(house, other)).outcome).toBe('held')
    for (let more = 1; more < maxWaiting.house / maxWaiting.story; more++)
      await fill(house, await aStory(house, `story-${more}`), maxWaiting.story)
    expect(await send(house, other)).toMatchObject({ outcome: 'crowded', by: 'house' })
  })

  test('the answer says what to do in the story’s page and keeps every word, with a script and without', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const story = await aStory(house)
    await flood(house, story, 40, () => ({ address: '127.0.0.1' }))
    const reader = aReader(served)
    const plain = await comment(reader, story, {})
    expect([plain.status, await plain.text()]).toEqual([
      429,
      expect.stringMatching(/role="alert">Too many comments from the network[\s\S]*value="Tom"[\s\S]*Ships first/u),
    ])
    const script = await comment(reader, story, { accept: 'application/json' })
    expect([script.status, await script.json()]).toEqual([
      429,
      expect.objectContaining({
        outcome: 'crowded',
        message: expect.stringContaining('copy them to be safe'),
        html: expect.stringContaining('Ships first'),
      }),
    ])
  })

  test('its network is a hash under a key that ends, shown as a code, and erased with the rest', async () => {
    await using house = await aHouse(engine)
    const [story, readerId] = [await aStory(house), newReaderId()]
    await send(house, story, { readerId })
    const { hash } = await house.db.selectFrom('comments').select('network_hash as hash').executeTakeFirstOrThrow()
    expect(hash).toMatch(/^[\w-]{22}$/u)
    const rows = await Promise.all(personalRooms.map(({ ofReader }) => ofReader(house.db, readerId)))
    expect(JSON.stringify(rows)).toContain(
      `"network":"${Buffer.from(hash ?? '', 'base64url')
        .toString('hex')
        .slice(0, 10)}"`,
    )
    await eraseReader(house, personalRooms, readerId)
    expect(await house.db.selectFrom('comments').select('network_hash as hash').execute()).toEqual([{ hash: null }])
  })
})

test('a network’s part grows with what waits and never goes below its floor', () => {
  expect([networkMost(0), networkMost(500), networkMost(2_000)]).toEqual([40, 40, 160])
  const counts = { reader: 9, network: 39, story: 299, house: 2_999 }
  expect(
    [counts, { ...counts, network: 240 }, { ...counts, reader: 10 }, { ...counts, house: 3_000 }].map(crowdOf),
  ).toEqual([undefined, 'network', 'reader', 'house'])
})

async function comment(reader: Reader, story: string, headers: Record<string, string>): Promise<Response> {
  const { pass } = (await (await reader.get(`/forms/pass?for=comment:${story}`)).json()) as { pass: string }
  return reader.post(
    `/articles/${story}/comments`,
    { name: 'Tom', email: 'tom@mail.example', comment: 'Ships first', pass },
    headers,
  )
}
