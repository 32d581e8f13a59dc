import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeDigests } from '../src/alerts/digests/make.ts'
import { operator } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { createToken } from '../src/staff/tokens.ts'
import { anAlertHouse, aStory, type AlertHouse } from './alerting.ts'
import { engines } from './databases.ts'
import { dueOf, mailsIn, pauseFor } from './digest-readers.ts'
import { aSubscriber } from './subscribers.ts'

describe.each(engines)('digests as the desk shows them, on %s', (engine) => {
  let paper: AlertHouse
  beforeAll(async () => {
    paper = await anAlertHouse(engine)
  })
  afterAll(() => paper.close())

  const daily = { pace: 'daily', breakingAtOnce: false } as const
  const coming = async () => (await paper.editor.call('GET', '/api/v1/digests/coming')).json.coming
  const previewOf = async (id: string) => (await paper.editor.call('GET', `/api/v1/subscribers/${id}/digest`)).json
  const listed = async () => (await paper.editor.call('GET', '/api/v1/digests')).json

  test('those that are coming stand in their order, with how many each may be for', async () => {
    const { house } = paper
    expect(await coming()).toEqual([])
    const ada = await aSubscriber(house, 'ada@example.org', daily)
    await aSubscriber(house, 'bea@example.org', daily)
    const far = await aSubscriber(house, 'carl@example.org', { ...daily, timeZone: 'America/New_York' })
    const weekly = await aSubscriber(house, 'dora@example.org', { ...daily, pace: 'weekly' })
    await aSubscriber(house, 'emil@example.org', { pace: 'all' })
    const shown = await coming()
    expect(shown.toSorted((a: { dueAt: number }, b: { dueAt: number }) => a.dueAt - b.dueAt)).toEqual(shown)
    expect(shown).toHaveLength(3)
    for (const [who, pace, readers] of [
      [ada, 'daily', 2],
      [far, 'daily', 1],
      [weekly, 'weekly', 1],
    ] as const)
      expect(shown).toContainEqual({ pace, dueAt: await dueOf(house, who.id), readers, isEstimate: false })
    expect((await paper.reporter.call('GET', '/api/v1/digests/coming')).status).toBe(200)
  })

  test('a note says who wrote it, and is in the preview as it will be in the mail', async () => {
    const { house, site, editor } = paper
    const { publicId } = await aSubscriber(house, 'fay@example.org', daily)
    const note = (words: string) => editor.call('PUT', '/api/v1/digests/notes/daily', { words })
    expect((await note('x\u0000')).json).toMatchObject({ code: 'note-unreadable', params: { most: 1_000 } })
    expect((await note('We moved.')).json).toEqual({ outcome: 'written', revision: house.clock.now() })
    const by = { id: editor.id, name: 'The editor' }
    expect((await listed()).notes).toEqual([{ pace: 'daily', words: 'We moved.', madeAt: house.clock.now(), by }])
    // Nothing is new: it would be skipped, note or not.
    expect(await previewOf(publicId)).toMatchObject({ mail: null, dueAt: expect.any(Number), pausedUntil: null })
    const address = `/desk/digests/${publicId}`
    const framed = (cookie: string) => site.get(address, { headers: { Cookie: cookie } })
    expect((await framed(editor.cookie())).status).toBe(404)
    await aStory(house)
    house.clock.advance(120_000)
    expect((await previewOf(publicId)).mail.text).toContain('We moved.')
    const page = await framed(editor.cookie())
    expect([page.status, page.headers.get('Content-Security-Policy')]).toEqual([
      200,
      expect.stringMatching(/default-src 'none'.*sandbox/u),
    ])
    expect(await page.text()).toContain('We moved.')
    expect((await framed(paper.reporter.cookie())).status).toBe(403)
    expect((await framed('')).status).toBe(303)
    expect((await note('')).json).toEqual({ outcome: 'removed', revision: 0 })
  })

  test('a note that somebody else has written meanwhile is not replaced unseen', async () => {
    const { house, editor, publisher } = paper
    const note = (who: typeof editor, words: string, seen: number | string) =>
      who.call('PUT', '/api/v1/digests/notes/weekly', { words }, { 'If-Match': `"${seen}"` })
    const kept = async () => (await listed()).notes.map(({ words }: { words: string }) => words)
    const [first, other] = await Promise.all([note(editor, 'One.', 0), note(publisher, 'Two.', 0)])
    expect([first.status, other.status].toSorted()).toEqual([200, 412])
    const [winner, loser] = first.status === 200 ? [editor, publisher] : [publisher, editor]
    const seen = house.clock.now()
    house.clock.advance(1_000)
    expect((await note(winner, 'Three.', seen)).json).toEqual({ outcome: 'written', revision: seen + 1_000 })
    for (const words of ['Four.', '']) {
      const refused = await note(loser, words, seen)
      expect([refused.status, refused.json.code]).toEqual([412, 'note-changed'])
    }
    expect(await kept()).toEqual(['Three.'])
    expect((await note(loser, '', seen + 1_000)).json.outcome).toBe('removed')
    // Taken back meanwhile is changed, too.
    expect((await note(winner, 'Five.', seen + 1_000)).status).toBe(412)
    expect(await kept()).toEqual([])
    expect((await editor.call('PUT', '/api/v1/digests/notes/weekly', { words: '' })).status).toBe(200)
  })

  test('a pause that lasts beyond their next one is said', async () => {
    const { house } = paper
    const { id, publicId } = await aSubscriber(house, 'gus@example.org', daily)
    await pauseFor(house, id, 30 * 86_400_000)
    const until = house.clock.now() + 30 * 86_400_000
    expect(await previewOf(publicId)).toMatchObject({ pausedUntil: until })
  })

  test('one that was due while the paper was away goes on when a person says so', async () => {
    const { house, editor, site, reporter } = paper
    await aStory(house)
    house.clock.advance(12 * 3_600_000)
    await makeDigests(house)
    await house.queue.drain()
    const before = (await mailsIn(house)).length
    const paused = (await listed()).digests.filter(({ state }: { state: string }) => state === 'paused')
    expect(paused.length).toBeGreaterThan(1)
    const [first, second] = paused
    const act = (who: typeof editor, sending: string, what: string) =>
      who.call('POST', `/api/v1/digests/${sending}/${what}`)
    expect((await act(reporter, first.sending, 'resume')).status).toBe(403)
    const { secret } = done(
      await createToken(house, operator, { name: 'Script', scopes: ['alert.approve'], expiresAt: null }),
    )
    const asked = { method: 'POST', headers: { Authorization: `Bearer ${secret}` } }
    expect((await site.get(`/api/v1/digests/${first.sending}/resume`, asked)).status).toBe(403)
    expect((await act(editor, 'x', 'resume')).json).toMatchObject({ code: 'no-such-digest' })
    expect((await act(editor, second.sending, 'stop')).json).toEqual({ outcome: 'stopped' })
    expect((await act(editor, first.sending, 'resume')).json).toEqual({ outcome: 'resumed' })
    await house.queue.drain()
    const after = (await listed()).digests
    const stateOf = (sending: string) => after.find((digest: { sending: string }) => digest.sending === sending)?.state
    expect([stateOf(first.sending), stateOf(second.sending)]).toEqual(['done', 'cancelled'])
    expect((await mailsIn(house)).length).toBe(before + first.audience)
  })
})
