import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operator } from '../src/kit/db/schema.ts'
import { destroyPollKeys } from '../src/polls/destroy-keys.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { castVote } from '../src/polls/vote.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { newReaderId } from '../src/readers/readers.ts'
import { engines } from './databases.ts'
import { aHouse, noon, serve, type Served, type TestHouse } from './house.ts'
import { signedInAs, type SignedInBrowser } from './newsroom.ts'

const hour = 3_600_000
const day = 24 * hour

describe.each(engines)('a poll that is changed, on %s,', (engine) => {
  let house: TestHouse
  let site: Served
  let editor: SignedInBrowser
  beforeAll(async () => {
    house = await aHouse(engine)
    site = await serve(house)
    editor = await signedInAs(house, site, 'editor')
  })
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  async function aPoll(more: object = {}): Promise<string> {
    const body = { question: 'Open at noon?', options: ['Yes', 'No', 'Perhaps'], ...more }
    return (await editor.call('POST', '/api/v1/polls', body)).json.id
  }

  const told = async (id: string, by = editor) => (await by.call('GET', `/api/v1/polls/${id}`)).json

  const change = (id: string, body: object, revision?: number, by = editor) =>
    by.call('PATCH', `/api/v1/polls/${id}`, body, revision === undefined ? {} : { 'If-Match': `"${revision}"` })

  async function vote(id: string, label: string): Promise<void> {
    const poll = await pollByPublicId(house.db, id)
    const option = poll?.options.find((one) => one.label === label)
    if (poll === undefined || option === undefined) throw new Error(`there is no ${label} in ${id}`)
    const cast = await castVote(house, { poll, choices: [String(option.id)], readerId: newReaderId() })
    expect(cast.outcome).toBe('counted')
  }

  async function changesOf(id: string): Promise<string[][]> {
    const certificate: any = await (await site.get(`/polls/${id}/certificate.json`)).json()
    return certificate.changes.map(({ what, was, became }: Record<string, string>) => [what, was, became])
  }

  async function deedsOf(id: string) {
    const poll = await pollByPublicId(house.db, id)
    const rows = await house.db
      .selectFrom('ledger')
      .select(['deed', 'actor'])
      .where('subject', '=', `poll:${poll?.id}`)
      .orderBy('seq')
      .execute()
    return rows.map(({ deed, actor }) => [deed, actor])
  }

  test('has what it was given before anybody has voted: words, answers, times, choices, who sees the result', async () => {
    const id = await aPoll({ opensAt: noon + day })
    const before = await editor.call('GET', `/api/v1/polls/${id}`)
    expect(before.headers.get('etag')).toBe('"1"')
    expect(before.json).toMatchObject({
      may: { change: true, removeOptions: true, changeChoices: true },
      ...{ minChoices: 1, maxChoices: 1, results: 'always', hiddenUntil: 0, mayChange: false },
    })
    const [yes, , perhaps] = before.json.optionIds
    const wanted = {
      question: ' Open at  dusk?',
      options: ['No idea', 'Yes, always', 'Never'],
      optionIds: [perhaps, yes, null],
      ...{ minChoices: 1, maxChoices: 2, opensAt: noon + hour, closesAt: noon + 2 * day },
      ...{ results: 'after-close', hiddenUntil: 5, rotates: true, mayChange: true },
    }
    const changed = await change(id, wanted, 1)
    expect(changed).toMatchObject({ status: 200, json: { outcome: 'updated', revision: 2, warnings: [] } })
    expect(changed.headers.get('etag')).toBe('"2"')
    const after = await told(id)
    expect(after).toMatchObject({ ...wanted, question: 'Open at dusk?', optionIds: [perhaps, yes, expect.any(Number)] })
    expect((await change(id, { ...wanted, optionIds: after.optionIds })).json).toMatchObject({
      outcome: 'unchanged',
      revision: 2,
    })
    // It had not opened: nobody has seen what it was.
    expect(await changesOf(id)).toEqual([])
    const actor = `staff:${editor.id}`
    expect((await deedsOf(id)).slice(1)).toEqual([
      ['poll.reword', actor],
      ['poll.reword', actor],
      ['poll.update', actor],
    ])
    expect((await change(id, { opensAt: null })).json).toMatchObject({ outcome: 'updated' })
    expect((await told(id)).opensAt).toBe(house.clock.now())
  })

  test('keeps answers and choices once readers have voted, gains answers and better words, and says so in public', async () => {
    const id = await aPoll()
    await vote(id, 'No')
    const before = await told(id)
    expect(before.may).toEqual({ change: true, removeOptions: false, changeChoices: false })
    const [yes, no, perhaps] = before.optionIds
    const refused = await change(id, { options: ['Yes', 'Perhaps'], optionIds: [yes, perhaps], maxChoices: 2 }, 1)
    expect(refused).toMatchObject({
      status: 422,
      json: {
        code: 'poll-voted',
        faults: [
          { path: '/options', code: 'poll-voted', detail: expect.stringContaining('"No" must stay') },
          { path: '/maxChoices', code: 'poll-voted-choices' },
        ],
      },
    })
    // Known by its words alone, an answer in other words is another one.
    expect((await change(id, { options: ['Yes', 'No way', 'Perhaps'] })).json.code).toBe('poll-voted')
    expect(await told(id)).toEqual(before)
    const options = ['Never', 'No way', 'Yes', 'Perhaps']
    const changed = await change(id, { options, optionIds: [null, no, yes, perhaps] })
    expect(changed.json).toMatchObject({
      outcome: 'updated',
      warnings: [expect.stringContaining('other words'), expect.stringContaining('what is new')],
    })
    const poll = await pollByPublicId(house.db, id)
    expect(poll?.options.map(({ label }) => label)).toEqual(['Never', 'No way', 'Yes', 'Perhaps'])
    expect(poll?.tally.votes.map(({ votes }) => votes)).toEqual([0, 1, 0, 0])
    expect(await changesOf(id)).toEqual([
      ['option', 'No', 'No way'],
      ['new-option', '', 'Never'],
    ])
    expect(await (await site.get(`/polls/${id}`)).text()).toContain('No way')
  })

  test('is not written over by whoever has not seen what somebody else made of it', async () => {
    const id = await aPoll()
    const [one, other] = await Promise.all([
      change(id, { question: 'At one?' }, 1),
      change(id, { question: 'At two?' }, 1),
    ])
    const [done, stale] = one.status === 200 ? [one, other] : [other, one]
    expect([done.status, stale.status, stale.json.code]).toEqual([200, 412, 'poll-changed'])
    expect(stale.json.detail).toMatch(/^Somebody else has changed this poll: it is at revision 2, not 1\./u)
    const now = await told(id)
    expect([now.revision, now.question]).toEqual([2, one === done ? 'At one?' : 'At two?'])
    // Closing and opening are changes too; a vote is none.
    await vote(id, 'Yes')
    expect((await told(id)).revision).toBe(2)
    await editor.call('POST', `/api/v1/polls/${id}/close`)
    expect((await change(id, { question: 'At two?' }, 2)).status).toBe(412)
    expect((await change(id, { question: 'At three?' }, 3)).status).toBe(200)
  })

  test('is changed by editors and publishers alone', async () => {
    const id = await aPoll()
    for (const role of ['contributor', 'reporter', 'moderator'] as const) {
      const by = await signedInAs(house, site, role)
      expect([role, (await change(id, { question: 'Mine?' }, 1, by)).status]).toEqual([role, 403])
      if (role === 'reporter')
        expect((await told(id, by)).may).toEqual({ change: false, removeOptions: false, changeChoices: false })
    }
    expect((await told(id)).question).toBe('Open at noon?')
    const publisher = await signedInAs(house, site, 'publisher')
    expect((await change(id, { question: 'Ours?' }, 1, publisher)).status).toBe(200)
    expect((await change('nothing', { question: 'Ours?' })).json.code).toBe('no-such-poll')
  })

  test('is told what it cannot be, each at its place, and stays as it was', async () => {
    await setSetting(house, operator, { key: 'identity.timeZone', value: 'Europe/Berlin' })
    const id = await aPoll({ opensAt: noon, closesAt: noon + day })
    const [yes, no] = (await told(id)).optionIds
    const picture = { media: 'nothing', alt: 'A ship' }
    for (const [wrong, code, path] of [
      [{ question: ' ' }, 'poll-question-missing', '/question'],
      [{ question: 'Wh\u202een?' }, 'poll-signs', '/question'],
      [{ options: ['Yes', 'N\u0000'] }, 'poll-signs', '/options/1'],
      [{ options: ['Yes'] }, 'poll-answers', '/options'],
      [{ options: ['Yes', ' '] }, 'poll-answer-words', '/options/1'],
      [{ options: ['Yes', 'Yes'] }, 'poll-answers-alike', '/options'],
      [{ options: ['Yes', 'No'], optionIds: [yes, yes] }, 'poll-answer-gone', '/optionIds/1'],
      [{ options: ['Yes', 'No'], optionIds: [no + 1_000_000, no] }, 'poll-answer-gone', '/optionIds/0'],
      [{ minChoices: 2 }, 'poll-choices', '/maxChoices'],
      [{ maxChoices: 4 }, 'poll-choices', '/maxChoices'],
      [{ pictures: [null, picture] }, 'poll-picture-gone', '/pictures/1/media'],
      [{ opensAt: noon + 2 * day }, 'poll-ends-first', '/closesAt'],
      [{ closesAt: '2027-03-28T02:30' }, 'poll-time', '/closesAt'],
      [{ options: ['Yes', 'No'], optionIds: [yes] }, 'body-wrong', '/optionIds'],
      [{ optionIds: [yes, no] }, 'body-wrong', '/optionIds'],
      [{ closesAt: 9e15 }, 'body-wrong', '/closesAt'],
      [{ who: 'list' }, 'body-wrong', ''],
    ] as const) {
      const refused = await change(id, wrong)
      expect([refused.status, refused.json.code, refused.json.faults?.[0]?.path], code).toEqual([422, code, path])
      if (code !== 'body-wrong') expect(refused.json.faults[0].code).toBe(code)
    }
    expect((await told(id)).revision).toBe(1)
    expect((await change(id, { closesAt: '2026-12-24T18:00' })).status).toBe(200)
    expect((await told(id)).closesAt).toBe(Date.UTC(2026, 11, 24, 17))
  })

  test('that was closed stays so unless it has a later end, and then judges votes as before', async () => {
    const id = await aPoll({ opensAt: noon - 3 * day, closesAt: noon - 2 * day })
    expect((await change(id, { closesAt: null })).json.outcome).toBe('unchanged')
    expect((await change(id, { opensAt: noon - day, closesAt: null })).json.code).toBe('poll-ends-first')
    house.clock.advance(40 * day)
    editor = await signedInAs(house, site, 'editor')
    await destroyPollKeys(house)
    const poll = await pollByPublicId(house.db, id)
    const key = () =>
      house.db
        .selectFrom('poll_keys')
        .select('material')
        .where('poll_id', '=', poll?.id ?? 0)
        .executeTakeFirstOrThrow()
    expect((await key()).material).toBeNull()
    expect((await change(id, { closesAt: house.clock.now() + day })).json.outcome).toBe('updated')
    expect((await key()).material).not.toBeNull()
    await vote(id, 'Yes')
  })

  test('whose opening is put off after votes changes nothing unseen', async () => {
    const id = await aPoll()
    await vote(id, 'Yes')
    const now = house.clock.now()
    expect((await change(id, { opensAt: now + day })).status).toBe(200)
    const [yes, no, perhaps] = (await told(id)).optionIds
    await change(id, { options: ['Yes', 'Never', 'Perhaps'], optionIds: [yes, no, perhaps] })
    await editor.call('POST', `/api/v1/polls/${id}/open`, {})
    expect((await changesOf(id)).map(([what]) => what)).toEqual(['opens', 'option', 'opens'])
  })
})
