import { describe, expect, test } from 'vitest'
import { operator } from '../src/kit/db/schema.ts'
import { ensurePerson } from '../src/people/store.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { ensureTopic } from '../src/topics/store.ts'
import { engines } from './databases.ts'
import { aContent, aDraft, words, write } from './desk-stories.ts'
import { aHouse, serve } from './house.ts'
import { signedInAs } from './newsroom.ts'

describe.each(engines)('a preview on %s', (engine) => {
  test('is the real page of the working copy, for whoever may read the story and nobody else', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const [editor, reporter] = [await signedInAs(house, site, 'editor'), await signedInAs(house, site, 'reporter')]
    const [topic, person] = await house.write(operator, async (tx) => [
      await ensureTopic(tx, { name: 'Harbour', slug: 'harbour' }, 0),
      await ensurePerson(tx, { name: 'Ada Falk' }, 0),
    ])
    const id = await aDraft(editor, aContent({ topics: [topic], authors: [person] }))
    const look = (cookie: string) => site.get(`/desk/preview/${id}`, { headers: { Cookie: cookie } })
    const answer = await look(editor.cookie())
    const page = await answer.text()
    expect(answer.status).toBe(200)
    for (const part of ['<h1>The ferry returns</h1>', 'It left at nine.', '>Ada Falk</a>', '>Harbour</a>'])
      expect(page).toContain(part)
    expect(page).toContain('Preview. This is how the story would look.')
    expect(page).toContain('<meta name="robots" content="noindex">')
    expect([answer.headers.get('cache-control'), answer.headers.get('x-robots-tag')]).toEqual([
      'private, no-store',
      expect.stringContaining('noindex'),
    ])
    expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors 'self'`)
    expect((await look(reporter.cookie())).status).toBe(404)
    const stranger = await look('')
    expect([stranger.status, stranger.headers.get('location')]).toEqual([303, '/desk'])
    const { path } = (await editor.call('POST', `/api/v1/articles/${id}/publish`, {})).json
    await write(editor, id, aContent({ ...words('It leaves at ten.'), topics: [topic], authors: [person] }))
    expect(await (await look(editor.cookie())).text()).toContain('It leaves at ten.')
    const public_ = await (await site.get(path)).text()
    expect([public_.includes('It left at nine.'), public_.includes('Preview. ')]).toEqual([true, false])
  })

  test('is shown outside by a link that nobody can make up, until it expires', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const editor = await signedInAs(house, site, 'editor')
    const [id, other] = [await aDraft(editor), await aDraft(editor, aContent({ headline: 'Another' }))]
    const made = (await editor.call('POST', `/api/v1/articles/${id}/preview-links`, { days: 2 })).json
    const path = new URL(made.url).pathname
    const look = async (at: string) => {
      const answer = await site.get(at)
      return [answer.status, (await answer.text()).includes('It left at nine.')]
    }
    expect(await look(path)).toEqual([200, true])
    expect((await site.get(path)).headers.get('cache-control')).toBe('private, no-store')
    const [, ends = ''] = path.split('.')
    for (const bad of [
      path.replace(id, other),
      path.replace(ends, (Number.parseInt(ends, 36) + 86_400_000).toString(36)),
      path.slice(0, -1),
      '/-/preview/nonsense',
    ])
      expect(await look(bad), bad).toEqual([404, false])
    await editor.call('POST', `/api/v1/articles/${id}/trash`)
    expect(await look(path)).toEqual([404, false])
    await editor.call('POST', `/api/v1/articles/${id}/restore`)
    expect(await look(path)).toEqual([200, true])
    house.clock.advance(2 * 86_400_000)
    expect(await look(path)).toEqual([404, false])
  })

  test('says how search engines, networks, mail and feeds would have it', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await setSetting(house, operator, { key: 'identity.name', value: 'The Basin Herald' })
    const editor = await signedInAs(house, site, 'editor')
    const id = await aDraft(editor, aContent({ seoTitle: 'Ferry back', seoDescription: 'When it leaves.' }))
    const told = (await editor.call('GET', `/api/v1/articles/${id}/preview`)).json
    expect(told).toMatchObject({
      page: `/desk/preview/${id}`,
      search: { title: 'Ferry back · The Basin Herald', description: 'When it leaves.' },
      card: { title: 'The ferry returns', site: 'The Basin Herald', image: null },
      text: 'The ferry returns\n\nAfter a year.\n\nIt left at nine.',
      feed: { title: 'The ferry returns', summary: 'After a year.', html: '<p>It left at nine.</p>' },
    })
    expect(new URL(told.search.url).pathname).toMatch(/^\/\d{4}\/\d\d\/the-ferry-returns$/u)
  })
})
