import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aDraftAlert, anAlertHouse, aStory, type AlertHouse } from './alerting.ts'
import { engines } from './databases.ts'
import { aContent, aDraft, words, write } from './desk-stories.ts'

describe.each(engines)('a test mail of an alert on %s', (engine) => {
  let paper: AlertHouse
  beforeAll(async () => {
    paper = await anAlertHouse(engine)
    await paper.editor.call('PATCH', '/api/v1/me', { name: 'Edda', email: 'edda@example.org', language: 'de' })
  })
  afterAll(() => paper.close())

  const asked = (id: string) => paper.editor.call('POST', `/api/v1/alerts/${id}/test`)

  /** The last mail that went to whoever asks, and where it leads. */
  async function mailed() {
    const { subject, html, text } = await paper.house.db
      .selectFrom('mails')
      .select(['subject', 'body_html as html', 'body_text as text'])
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    const own = text.split('\n').filter((line) => line.startsWith(paper.house.config.origin))
    return { subject, html: html ?? '', text, links: own }
  }

  test('is made of a draft that no reader has, says what it is, and leads to the signed preview', async () => {
    const { editor, site, house } = paper
    const story = await aDraft(editor, aContent({ ...words('It left at nine.'), standfirst: 'After a year.' }))
    const { id } = await aDraftAlert(editor, story, { subject: 'The ferry is back', mailBody: 'story' })
    expect((await asked(id)).json).toEqual({ outcome: 'sent', to: 'edda@example.org' })
    const { subject, html, text, links } = await mailed()
    expect(subject).toBe('[Test] The ferry is back')
    for (const part of ['Dies ist ein Test.', 'After a year.', 'It left at nine.'])
      expect([html.includes(part), text.includes(part)]).toEqual([true, true])
    expect(links).toEqual([expect.stringMatching(new RegExp(`^${house.config.origin}/-/preview/`, 'u'))])
    const page = await site.get(new URL(links[0] ?? '').pathname)
    expect([page.status, (await page.text()).includes('It left at nine.')]).toEqual([200, true])
    const people = await house.db.selectFrom('deliveries').select('sending_id').execute()
    expect(people).toEqual([])
  })

  test('that waits for an update shows the update; of a published story it leads to the story', async () => {
    const { editor, house } = paper
    const story = await aStory(house)
    const first = await aDraftAlert(editor, story.publicId, { mailBody: 'story' })
    expect((await asked(first.id)).status).toBe(200)
    const now = await mailed()
    expect([now.text.includes('It left at nine.'), now.links]).toEqual([true, [house.config.origin + story.path]])
    await write(editor, story.publicId, aContent(words('It left at ten.')))
    const publishAt = house.clock.now() + 3_600_000
    await editor.call('POST', `/api/v1/articles/${story.publicId}/schedule`, { publishAt })
    const later = await aDraftAlert(editor, story.publicId, { withPublication: true, mailBody: 'story' })
    expect((await asked(later.id)).status).toBe(200)
    const then = await mailed()
    expect([then.text.includes('It left at ten.'), then.links]).toEqual([
      true,
      [expect.stringContaining('/-/preview/')],
    ])
  })

  test('of a story that cannot be published says why, and nothing goes', async () => {
    const { editor, house } = paper
    const story = await aDraft(editor, aContent({ document: { version: 1, blocks: [] } }))
    const { id } = await aDraftAlert(editor, story)
    const count = async () => (await house.db.selectFrom('mails').select('id').execute()).length
    const before = await count()
    expect(await asked(id)).toMatchObject({
      status: 409,
      json: {
        code: 'test-needs-story',
        detail: expect.stringContaining('There is nothing in the story yet.'),
        params: { reason: 'Der Artikel ist noch leer.' },
      },
    })
    await editor.call('POST', `/api/v1/articles/${story}/trash`, {})
    expect((await asked(id)).json).toMatchObject({ code: 'in-trash' })
    expect(await count()).toBe(before)
  })
})
