import { describe, expect, test, vi } from 'vitest'
import { insertAuthors } from '../../src/articles/store.ts'
import { operator } from '../../src/kit/db/schema.ts'
import type { Role } from '../../src/staff/acts.ts'
import { readCopy } from '../../src/working-copies/read-copy.ts'
import { engines } from '../databases.ts'
import { aHouse, serve } from '../house.ts'
import { signedInAs, type SignedInBrowser } from '../newsroom.ts'
import { aStory, headline, patience, saved, write } from './writers.ts'

describe.each(engines)('members who are signed in on %s', (engine) => {
  test('write by what their role may, and in stories of their own', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { id, publicId } = await aStory(house)
    const asRole = async (role: Role) => {
      using provider = writeIn(site.origin, publicId, await signedInAs(house, site, role))
      await vi.waitUntil(() => ['online', 'refused'].includes(provider.status().connection), patience)
      return provider.status().right ?? provider.status().reason
    }
    expect([await asRole('publisher'), await asRole('editor')]).toEqual(['write', 'write'])
    for (const role of ['reporter', 'contributor', 'moderator'] as const) expect(await asRole(role)).toBe('forbidden')
    const reporter = await signedInAs(house, site, 'reporter')
    await house.write(operator, async (tx) => {
      const { id: personId } = await tx
        .insertInto('people')
        .values({ name: 'Ines Falk', slug: 'ines-falk', role: '', biography: '', created_at: 0 })
        .returning('id')
        .executeTakeFirstOrThrow()
      await tx.updateTable('members').set({ person_id: personId }).where('public_id', '=', reporter.id).execute()
      await insertAuthors(tx, [{ articleId: id, listedId: personId, position: 0, publishedAt: null }])
    })
    using ines = writeIn(site.origin, publicId, reporter)
    await saved(ines)
    expect(ines.status().right).toBe('write')
  })

  test('write nothing more once their session has ended, in mid-sentence', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { id, publicId } = await aStory(house)
    const browser = await signedInAs(house, site, 'editor')
    using ines = writeIn(site.origin, publicId, browser)
    await saved(ines)
    headline(ines.doc).insert(0, 'The ')
    await saved(ines)
    const cookie = browser.cookie()
    expect((await browser.call('DELETE', '/api/v1/session')).status).toBe(200)
    headline(ines.doc).insert(0, 'Not ')
    await vi.waitUntil(() => ines.status().connection === 'refused', patience)
    expect((await readCopy(house, id))?.content.headline).toBe('The Ferry finds its way')
    expect(headline(ines.doc).toString()).toBe('Not The Ferry finds its way')
    browser.use(cookie)
    ines.retry()
    await vi.waitUntil(() => ines.status().reason === 'signed-out', patience)
  })

  test('are named to the others as the newsroom knows them', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { publicId } = await aStory(house)
    const [editor, publisher] = [await signedInAs(house, site, 'editor'), await signedInAs(house, site, 'publisher')]
    using ines = writeIn(site.origin, publicId, editor)
    using olof = writeIn(site.origin, publicId, publisher)
    await Promise.all([saved(ines), saved(olof)])
    ines.awareness.setLocalState({ member: { name: 'The Pope' } })
    const seen = () => olof.awareness.getStates().get(ines.doc.clientID)?.['member']
    await vi.waitUntil(() => seen() !== undefined, patience)
    expect(seen()).toEqual({ id: editor.id, name: 'The editor' })
  })
})

function writeIn(origin: string, articleId: string, browser: SignedInBrowser): ReturnType<typeof write> {
  const connect = (address: string) =>
    new WebSocket(address, { headers: { cookie: browser.cookie() } } as unknown as string[])
  return write(origin, articleId, '', { connect })
}
