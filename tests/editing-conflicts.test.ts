import { describe, expect, test } from 'vitest'
import { operator } from '../src/kit/db/schema.ts'
import { ensureTopic } from '../src/topics/store.ts'
import { engines } from './databases.ts'
import { aContent, aDraft, deedsOf, saveOutside, words, write } from './desk-stories.ts'
import { aHouse, serve } from './house.ts'
import { signedInAs } from './newsroom.ts'

describe.each(engines)('what was changed outside and in the working copy too, on %s,', (engine) => {
  test('is listed one by one with its words, and dismissed one by one', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const [editor, reporter] = [await signedInAs(house, site, 'editor'), await signedInAs(house, site, 'reporter')]
    const [harbour, town] = await house.write(operator, async (tx) => [
      await ensureTopic(tx, { name: 'Harbour', slug: 'harbour' }, 0),
      await ensureTopic(tx, { name: 'Town', slug: 'town' }, 0),
    ])
    const id = await aDraft(editor, aContent({ ...words('It left at nine.'), topics: [] }))
    const at = `/api/v1/articles/${id}`
    expect((await editor.call('POST', `${at}/publish`, {})).status).toBe(200)
    await write(editor, id, aContent({ ...words('It left at ten.'), headline: 'The ferry is lost', topics: [harbour] }))
    await saveOutside(house, id, ({ version, ...rest }) => ({
      ...rest,
      topicIds: [town],
      version: { ...version, headline: 'The ferry is found', ...words('It left at eleven.') },
    }))

    const listed = (await editor.call('GET', `${at}/conflicts`)).json.conflicts
    expect(listed.map((each: any) => [each.blockId, each.field, each.conflict, each.said])).toEqual([
      [null, 'headline', 'words', 'is found'],
      [null, 'topics', 'value', 'Town'],
      [expect.any(String), 'paragraph', 'words', 'eleven'],
    ])
    expect((await editor.call('GET', `${at}/content`)).json.content.headline).toBe('The ferry is lost')

    const [first, ...others] = listed
    expect((await reporter.call('DELETE', `${at}/conflicts/${first.id}`)).status).toBe(403)
    expect((await editor.call('DELETE', `${at}/conflicts/${first.id}`)).json).toEqual({ outcome: 'dismissed' })
    expect((await editor.call('DELETE', `${at}/conflicts/${first.id}`)).status).toBe(404)
    expect((await editor.call('GET', `${at}/conflicts`)).json.conflicts).toEqual(others)
    expect((await deedsOf(house, id)).at(-1)).toMatchObject({
      deed: 'article.dismiss-conflict',
      actor: `staff:${editor.id}`,
      detail: { field: 'headline', theirs: 'is found' },
    })
  })

  test('is not dismissed through another story', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const editor = await signedInAs(house, site, 'editor')
    const [id, other] = [await aDraft(editor), await aDraft(editor)]
    expect((await editor.call('POST', `/api/v1/articles/${id}/publish`, {})).status).toBe(200)
    await write(editor, id, aContent({ headline: 'The ferry is lost' }))
    await saveOutside(house, id, (input) => ({
      ...input,
      version: { ...input.version, headline: 'The ferry is found' },
    }))
    const [conflict] = (await editor.call('GET', `/api/v1/articles/${id}/conflicts`)).json.conflicts
    expect((await editor.call('DELETE', `/api/v1/articles/${other}/conflicts/${conflict.id}`)).status).toBe(404)
    expect((await editor.call('GET', `/api/v1/articles/${id}/conflicts`)).json.conflicts).toEqual([conflict])
  })
})
