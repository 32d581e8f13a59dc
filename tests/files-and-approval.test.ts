import { describe, expect, test } from 'vitest'
import type { Published } from '../src/importers/stories/file.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator, type Actor } from '../src/kit/db/schema.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { scopesOf } from '../src/staff/acts.ts'
import { engines } from './databases.ts'
import { deedsOf } from './desk-stories.ts'
import { aHouse, serve, type TestHouse } from './house.ts'
import { signedInAs } from './newsroom.ts'

const source = (words: string, more = '') =>
  `---\nheadline: The ferry returns\nslug: ferry\ntopics: Harbour\nbyline: Ana Lopes\n${more}---\n\n${words}\n`

async function file(house: TestHouse, words: string, more: { emergency?: string; actor?: Actor; head?: string } = {}) {
  const { actor = operator, head = '', ...rest } = more
  return publishStory(house, actor, { source: source(words, head), read: async () => undefined, ...rest })
}

function told(published: Published) {
  if (published.outcome === 'faulty') throw new Error(JSON.stringify(published))
  return published
}

describe.each(engines)('a story file where a second person must approve, on %s', (engine) => {
  test('waits in the working copy until somebody has approved its very words', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await setSetting(house, operator, { key: 'approval', value: { stories: true, updates: true } })
    const editor = await signedInAs(house, site, 'editor')
    const first = told(await file(house, 'It left at nine.'))
    expect(first).toMatchObject({ outcome: 'handed-in', path: null, headline: 'The ferry returns' })
    const [story] = (await editor.call('GET', '/api/v1/articles')).json.articles
    expect(story).toMatchObject({ state: 'pending', headline: 'The ferry returns' })
    const at = (act = '') => `/api/v1/articles/${story.id}${act}`
    expect((await editor.call('GET', at('/content'))).json.content).toMatchObject({
      slug: 'ferry',
      topics: [expect.any(Number)],
      authors: [expect.any(Number)],
    })
    // Once more is not a second story, and is not handed in twice.
    expect(told(await file(house, 'It left at nine.'))).toMatchObject({ outcome: 'unchanged', id: first.id })
    expect(told(await file(house, 'It left at ten.'))).toMatchObject({ outcome: 'handed-in', id: first.id })
    const refused = await editor.call('POST', at('/publish'), {})
    expect([refused.status, refused.json.detail]).toEqual([409, expect.stringContaining('A second person')])
    expect((await editor.call('POST', at('/approve'), {})).status).toBe(200)
    const out = told(await file(house, 'It left at ten.'))
    expect(out).toMatchObject({ outcome: 'updated', id: first.id })
    expect(await (await site.get(out.path ?? '')).text()).toContain('It left at ten.')
    // An update waits as well: readers have the old words.
    expect(told(await file(house, 'It left at eleven.'))).toMatchObject({ outcome: 'handed-in', path: out.path })
    expect(await (await site.get(out.path ?? '')).text()).toContain('It left at ten.')
    await editor.call('POST', at('/approve'), {})
    expect((await editor.call('POST', at('/publish'), {})).json).toMatchObject({ outcome: 'published', path: out.path })
    expect(await (await site.get(out.path ?? '')).text()).toContain('It left at eleven.')
    expect(told(await file(house, 'It left at eleven.')).outcome).toBe('unchanged')
  })

  test('leaves what somebody has typed in the desk since, and says so', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const editor = await signedInAs(house, site, 'editor')
    told(await file(house, 'It left at nine.'))
    await setSetting(house, operator, { key: 'approval', value: { stories: true, updates: true } })
    const [{ id }] = (await editor.call('GET', '/api/v1/articles')).json.articles
    const { content } = (await editor.call('GET', `/api/v1/articles/${id}/content`)).json
    const typed = { ...content, headline: 'The ferry is back', standfirst: 'After a year.' }
    await editor.call('PUT', `/api/v1/articles/${id}/content`, { content: typed })
    const given = told(await file(house, 'It left at ten.', { head: 'kicker: Harbour\n' }))
    expect(given.outcome).toBe('handed-in')
    const now = (await editor.call('GET', `/api/v1/articles/${id}/content`)).json.content
    expect(now).toMatchObject({ headline: 'The ferry is back', standfirst: 'After a year.', kicker: 'Harbour' })
    expect(JSON.stringify(now.document)).toContain('It left at ten.')
  })

  test('goes out at once when the publisher says why, and that is logged; others may not', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await setSetting(house, operator, { key: 'approval', value: { stories: true, updates: false } })
    const editor: Actor = { kind: 'token', id: 'desk', scopes: scopesOf('editor') }
    await expect(file(house, 'It left.', { actor: editor, emergency: 'Flood.' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const out = told(await file(house, 'It left.', { emergency: 'Flood.' }))
    expect(out).toMatchObject({ outcome: 'created', path: expect.any(String) })
    expect((await site.get(out.path ?? '')).status).toBe(200)
    const row = await house.db
      .selectFrom('articles')
      .select('public_id as id')
      .where('id', '=', out.id)
      .executeTakeFirstOrThrow()
    expect((await deedsOf(house, row.id)).find(({ deed }) => deed === 'article.skip-approval')?.detail).toEqual({
      reason: 'Flood.',
    })
    // Updates need nobody here, and a draft goes to no reader.
    expect(told(await file(house, 'It left early.', { actor: editor })).outcome).toBe('updated')
  })
})
