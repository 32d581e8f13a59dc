import { afterEach, expect, test, vi } from 'vitest'
import { alertsCommand } from '../src/cli/alerts.ts'
import { aProposedAlert, aReachablePaper, aStory } from './alerting.ts'
import { run } from './cli-runs.ts'
import { engines } from './databases.ts'
import { aContent, aDraft, words, write } from './desk-stories.ts'
import { signedInAs } from './newsroom.ts'
import { aSubscriber } from './subscribers.ts'

afterEach(() => vi.unstubAllEnvs())
const crier = (...args: string[]) => run(alertsCommand(), ...args)

test.each(engines)(
  'an alert is proposed, sent, watched, corrected and taken back from the terminal, on %s',
  async (engine) => {
    const { house, site, close } = await aReachablePaper(engine)
    // The commands go by the clock of this machine.
    house.clock.advance(Date.now() + 1_000 - house.clock.now())
    const editor = await signedInAs(house, site, 'editor')
    vi.stubEnv('CRIER_LOG_LEVEL', 'silent')
    vi.stubEnv('CRIER_URL', house.config.origin)
    if (engine === 'postgres') vi.stubEnv('CRIER_DATABASE_URL', house.location)
    vi.stubEnv('CRIER_DATA_DIR', engine === 'postgres' ? house.folder : house.location.replace(/\/house\.db$/u, ''))
    await aSubscriber(house, 'ada@example.org')
    const story = await aStory(house)

    const drained = () => {
      house.clock.advance(30_000)
      return house.queue.drain()
    }
    const given = await crier('propose', story.path, '--title', 'The ferry', '--json')
    const own = JSON.parse(given.out)
    const alone = await crier('approve', own.id, '--hash', own.hash)
    expect(alone).toMatchObject({ code: 77, err: expect.stringContaining('somebody else') })
    expect(await crier('cancel', own.id)).toMatchObject({ code: 0, out: 'Cancelled.\n' })
    expect(await crier('cancel', own.id)).toMatchObject({ code: 73 })
    expect(await crier('show', 'nothing')).toMatchObject({ code: 66 })

    const unplanned = await crier('propose', story.path, '--with-publication')
    expect(unplanned.code).not.toBe(0)
    const update = await aStory(house)
    await write(editor, update.publicId, aContent(words('It left at ten.')))
    const publishAt = house.clock.now() + 3_600_000
    await editor.call('POST', `/api/v1/articles/${update.publicId}/schedule`, { publishAt })
    const waiting = await aProposedAlert(editor, update.publicId, { withPublication: true })
    const said = await crier('approve', waiting.id, '--hash', waiting.hash)
    const moment = new Date(publishAt).toISOString().slice(0, 16).replace('T', ' ')
    expect(said.out).toContain(`with what is planned for ${moment} UTC`)
    const withIt = await crier('propose', update.path, '--with-publication', '--json')
    expect((await crier('show', JSON.parse(withIt.out).id)).out).toContain(moment)

    const { id, hash } = await aProposedAlert(editor, story.publicId, { title: 'The ferry is back' })
    expect((await crier('show', id)).out).toContain(hash)
    expect((await crier('approve', id, '--hash', '00000000')).code).not.toBe(0)
    expect(await crier('approve', id, '--hash', hash.slice(0, 12))).toMatchObject({ code: 0 })
    expect((await crier('progress', id)).out).toBe('Nothing has gone.\n')
    await drained()
    expect((await crier('progress', id)).out).toMatch(/^accepted +1 +0$/mu)
    expect((await crier('people', id, '--state', 'accepted')).out).toMatch(/email/u)
    expect((await crier('people', id)).out).toBe('None.\n')
    expect((await crier('pause', id)).err).toContain('Nothing of this alert is going out.')
    expect((await crier('resume', id)).code).not.toBe(0)
    expect((await crier('correct', id, '--words', 'It left at ten.')).out).toContain('Corrected')
    await drained()
    expect((await crier('withdraw', id, '--words', 'There was no ferry.')).out).toContain('Withdrawn')
    await drained()
    expect((await crier('progress', id)).out).toMatch(/^accepted +3 +0$/mu)
    expect((await crier('list', '--state', 'withdrawn')).out).toContain('The ferry is back')

    const planned = await aDraft(editor, aContent({ headline: 'The Pier Café opens', slug: 'pier-opens' }))
    await editor.call('POST', `/api/v1/articles/${planned}/schedule`, { publishAt: house.clock.now() + 3_600_000 })
    const second = await aDraft(editor, aContent({ headline: 'The Pier Café opens again' }))
    for (const name of ['pier-opens', planned, 'the pier cafe opens']) {
      const { id: named, story: of } = JSON.parse((await crier('propose', name, '--json')).out)
      expect([of, (await crier('show', named)).out.includes('goes with the publication of')]).toEqual([planned, true])
    }
    expect((await crier('propose', 'opens again')).out).toContain('of "The Pier Café opens again"')
    const several = await crier('propose', 'pier opens')
    expect(several).toMatchObject({ code: 73, err: expect.stringMatching(/^Several stories are called "pier opens"/u) })
    for (const line of [
      `${planned}  scheduled  "The Pier Café opens"`,
      `${second}  draft      "The Pier Café opens again"`,
    ])
      expect(several.err.split('\n')).toContain(line)
    expect(await crier('propose', 'lighthouse')).toMatchObject({
      code: 66,
      err: expect.stringContaining('No story has'),
    })
    await close()
  },
)
