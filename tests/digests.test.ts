import { describe, expect, test } from 'vitest'
import { candidatesFor } from '../src/alerts/digests/choose.ts'
import { makeDigests } from '../src/alerts/digests/make.ts'
import { previewDigest } from '../src/alerts/digests/preview.ts'
import { writeDigestNote } from '../src/alerts/digests/write-note.ts'
import { openPostgres } from '../src/kit/db/postgres.ts'
import { operator, system, type Engine } from '../src/kit/db/schema.ts'
import { sentTo, someReaders, type Reader } from './alert-readers.ts'
import { aDraftAlert, aProposedAlert, anAlertHouse, aStory, aTopic, changeStory } from './alerting.ts'
import { engines } from './databases.ts'
import { aDigestReader, changePace, digestRows, dueOf, mailsIn, untilDue } from './digest-readers.ts'
import { aHouse, type TestHouse } from './house.ts'

const hour = 3_600_000
const usual: Reader = { channel: 'email', pace: 'daily', breakingAtOnce: false, allTopics: true, topicIds: [] }
const question = { channels: ['email', 'push'], toEveryone: true, perReaderADay: 4, topicIds: [] } as const

/** An important alert of a new story, to everybody. */
async function anAlert(house: TestHouse, topics = 'Harbour') {
  const story = await aStory(house, { topics })
  return { story, sendingId: await sentTo(house, story.id, { ...question, level: 'important', threadId: story.id }) }
}

describe.each(engines)('digests on %s', (engine: Engine) => {
  test('what waited stands first, then new stories of their topics, and each of them once', async () => {
    await using house = await aHouse(engine)
    const harbour = await aTopic(house, 'Harbour')
    const [ada, bea] = await aDigestReader(house, [
      { ...usual, allTopics: false, topicIds: [harbour] },
      { ...usual, pace: 'weekly' },
    ])
    const theirs = await aStory(house)
    const other = await aStory(house, { topics: 'Theatre' })
    const { story: alerted } = await anAlert(house)
    await untilDue(house, ada)
    await makeDigests(house)
    const [row, ...others] = await digestRows(house)
    expect(others).toEqual([])
    expect(row).toMatchObject({ id: ada, state: 'planned', detail: { stories: [theirs.id] } })
    expect(row?.detail.alerts).toHaveLength(1)
    const next = await dueOf(house, ada)
    expect(next).toBeGreaterThan(house.clock.now())
    // Nothing new: no mail, and the same for the one after.
    await untilDue(house, ada)
    await makeDigests(house)
    expect(await digestRows(house)).toHaveLength(1)
    await untilDue(house, bea)
    await makeDigests(house)
    const weekly = (await digestRows(house)).find(({ id }) => id === bea)
    expect(weekly?.detail.stories.toSorted()).toEqual([theirs.id, other.id].toSorted())
    expect(weekly?.detail.stories).not.toContain(alerted.id)
  })

  test('who reads as it happens gets what had to wait in one digest, and then none', async () => {
    await using house = await aHouse(engine)
    const [ada] = await someReaders(house, [{ ...usual, pace: 'all' }])
    const story = await aStory(house)
    const folded = await sentTo(house, story.id, {
      ...question,
      level: 'important',
      threadId: story.id,
      perReaderADay: 0,
    })
    await setDue(house, ada ?? 0, house.clock.now() + hour)
    house.clock.advance(hour + 1)
    await makeDigests(house)
    const [row] = await digestRows(house)
    expect(row?.detail.stories).toEqual([])
    expect(row?.detail.alerts).toHaveLength(1)
    expect(await dueOf(house, ada ?? 0)).toBeNull()
    expect(await waitsIn(house, folded)).toEqual([false])
  })

  test('who changes to reading as it happens still gets what waited', async () => {
    await using house = await aHouse(engine)
    const [ada = 0] = await aDigestReader(house, [usual])
    await anAlert(house)
    await changePace(house, ada, 'all')
    await untilDue(house, ada)
    await makeDigests(house)
    expect((await digestRows(house)).map(({ detail }) => detail.alerts.length)).toEqual([1])
    expect(await dueOf(house, ada)).toBeNull()
  })

  test('what was withdrawn is in no digest, and a correction goes with its alert', async () => {
    const paper = await anAlertHouse(engine)
    const { house, editor, publisher } = paper
    const [ada] = await aDigestReader(house, [usual])
    const kept = await aStory(house)
    const gone = await aStory(house)
    const sent = async (article: string, title: string) => {
      const { id, hash } = await aProposedAlert(editor, article, { level: 'important', title })
      await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })
      await house.queue.drain()
      return id
    }
    const right = await sent(kept.publicId, 'The ferry is late')
    const wrong = await sent(gone.publicId, 'The ferry has sunk')
    await editor.call('POST', `/api/v1/alerts/${right}/corrections`, {
      words: 'It is early.',
      title: 'The ferry is early',
    })
    await editor.call('POST', `/api/v1/alerts/${wrong}/withdraw`, { words: 'It has not.' })
    await house.queue.drain()
    await house.write(system, (tx) => changeStory(tx, gone.id, { state: 'draft' }))
    await untilDue(house, ada)
    await makeDigests(house)
    await house.queue.drain()
    const mails = await mailsIn(house)
    expect(mails).toHaveLength(1)
    expect(mails[0]?.subject).toBe('The ferry is early')
    expect(mails[0]?.text).toContain('Correction: It is early.')
    expect(mails[0]?.text).not.toContain('sunk')
    expect(mails[0]?.html).toContain(`/-/a/${right}`)
    await paper.close()
  })

  test('a story that is withdrawn after its digest was made is not told', async () => {
    await using house = await aHouse(engine)
    const [ada] = await aDigestReader(house, [usual])
    const [kept, gone] = [await aStory(house), await aStory(house)]
    await untilDue(house, ada)
    await makeDigests(house)
    expect((await digestRows(house))[0]?.detail.stories).toHaveLength(2)
    await house.write(system, (tx) => changeStory(tx, gone.id, { state: 'draft' }))
    await makeDigests(house)
    await house.queue.drain()
    const [mail] = await mailsIn(house)
    expect(mail?.html).toContain(kept.path)
    expect(mail?.html).not.toContain(gone.path)
  })

  test('servers that make the same digest at the same time make one', async () => {
    await using house = await aHouse(engine)
    const ids = await aDigestReader(
      house,
      Array.from({ length: 300 }, () => usual),
    )
    await aStory(house)
    await anAlert(house)
    await untilDue(house, ids[0])
    const database = house.engine === 'postgres' ? openPostgres(house.location) : house.database
    const other = { ...house, db: database.db, write: database.write }
    await Promise.all([makeDigests(house), makeDigests(other), makeDigests(house), makeDigests(other)])
    if (database !== house.database) await database.close()
    expect((await digestRows(house)).map(({ id }) => id)).toEqual(ids)
    expect(await house.db.selectFrom('digests').select('id').execute()).toHaveLength(1)
    expect(await house.db.selectFrom('sendings').select('id').where('kind', '=', 'digest').execute()).toHaveLength(1)
    await house.queue.drain()
    expect(await mailsIn(house)).toHaveLength(300)
  })

  test('a note stands in the first digest after it, and in no second one', async () => {
    await using house = await aHouse(engine)
    const [ada] = await aDigestReader(house, [usual])
    const preview = async () => {
      const { publicId } = await house.db
        .selectFrom('subscribers')
        .select('public_id as publicId')
        .executeTakeFirstOrThrow()
      const found = await previewDigest(house, operator, { publicId })
      if (!('mail' in found)) throw new Error('no preview')
      return found
    }
    expect(await preview()).toMatchObject({ mail: null, dueAt: await dueOf(house, ada) })
    await writeDigestNote(house, operator, { pace: 'daily', words: 'We moved.\n\nCome and see.' })
    const texts: string[] = []
    for (let round = 0; round < 2; round++) {
      await aStory(house)
      house.clock.advance(120_000)
      texts.push((await preview()).mail?.text ?? '')
      await untilDue(house, ada)
      await makeDigests(house)
    }
    expect(texts.map((text) => text.includes('Come and see.'))).toEqual([true, false])
    expect((await digestRows(house)).map(({ detail }) => detail.note)).toEqual([true, false])
  })

  test('nothing is made in a pause, and a digest that was long due waits for somebody to look', async () => {
    await using house = await aHouse(engine)
    const [ada, bea] = await aDigestReader(house, [usual, usual])
    await aStory(house)
    const until = house.clock.now() + 30 * hour
    await house.write(system, (tx) =>
      tx
        .updateTable('subscribers')
        .set({ paused_until: until })
        .where('id', '=', ada ?? 0)
        .execute(),
    )
    await untilDue(house, bea)
    house.clock.advance(hour)
    await makeDigests(house)
    expect((await digestRows(house)).map(({ id }) => id)).toEqual([bea])
    expect(await dueOf(house, ada)).toBeGreaterThan(until)
    const sendings = house.db.selectFrom('sendings').select(['state', 'pause_reason as why', 'pause_code as code'])
    const why = expect.stringContaining('due while the server was down')
    expect(await sendings.executeTakeFirst()).toMatchObject({ state: 'paused', why, code: 'paused-late' })
  })

  test('staff see digests with how far they are, write notes, and preview', async () => {
    const paper = await anAlertHouse(engine)
    const { house, editor, reporter, publisher } = paper
    const [ada] = await aDigestReader(house, [usual])
    const story = await aStory(house)
    await aDraftAlert(editor, story.publicId)
    const note = { words: 'Good morning.' }
    expect((await reporter.call('PUT', '/api/v1/digests/notes/daily', note)).status).toBe(403)
    expect((await editor.call('PUT', '/api/v1/digests/notes/yearly', note)).status).toBe(404)
    expect((await editor.call('PUT', '/api/v1/digests/notes/daily', note)).json).toMatchObject({ outcome: 'written' })
    house.clock.advance(120_000)
    const { publicId } = await house.db
      .selectFrom('subscribers')
      .select('public_id as publicId')
      .where('id', '=', ada ?? 0)
      .executeTakeFirstOrThrow()
    const preview = await publisher.call('GET', `/api/v1/subscribers/${publicId}/digest`)
    expect(preview).toMatchObject({ status: 200, json: { stories: 1, mail: { subject: 'The ferry returns' } } })
    await untilDue(house, ada)
    await makeDigests(house)
    await house.queue.drain()
    const listed = await editor.call('GET', '/api/v1/digests')
    const digest = { pace: 'daily', audience: 1, counts: { accepted: 1 }, note: 'Good morning.', state: 'done' }
    expect(listed).toMatchObject({ status: 200, json: { digests: [digest], notes: [{ pace: 'daily' }], next: null } })
    expect((await candidatesFor(house, { pace: 'daily', cutoff: house.clock.now() })).stories).toHaveLength(1)
    await paper.close()
  })
})

async function setDue(house: TestHouse, id: number, at: number) {
  await house.write(system, (tx) =>
    tx.updateTable('subscribers').set({ next_digest_at: at }).where('id', '=', id).execute(),
  )
}

/** Whether the folded rows of a sending still wait. */
async function waitsIn(house: TestHouse, sendingId: number): Promise<boolean[]> {
  const rows = await house.db
    .selectFrom('deliveries')
    .select('folded_into as into')
    .where('sending_id', '=', sendingId)
    .execute()
  return rows.map(({ into }) => into === null)
}
