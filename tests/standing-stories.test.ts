import { describe, expect, test } from 'vitest'
import { changePersonIn, changeTopicIn } from '../src/articles/change-names.ts'
import { correctArticle } from '../src/articles/correct.ts'
import { mergePeople } from '../src/articles/merge-people.ts'
import { articleByPath } from '../src/articles/store.ts'
import { articleTag, frontTag } from '../src/articles/tags.ts'
import { withdrawArticle } from '../src/articles/withdraw.ts'
import { approveComment, rejectComment } from '../src/conversation/decide.ts'
import { conversationPersonal } from '../src/conversation/personal.ts'
import { heldComments } from '../src/conversation/store.ts'
import { submitComment } from '../src/conversation/submit.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { invalidate } from '../src/kit/page-cache/invalidate.ts'
import { openStandingPages, type Made } from '../src/kit/page-cache/standing.ts'
import { mediaTag } from '../src/media/tags.ts'
import { ensurePerson } from '../src/people/store.ts'
import { closePoll } from '../src/polls/deeds.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { showArticle } from '../src/site/story/article-page.ts'
import { aDatabase, engines } from './databases.ts'
import { aHouse, type TestHouse } from './house.ts'

const staff = { kind: 'operator', id: 'desk' } as const
const poll = ':::poll{id=hours question="Who should wait?"}\n- Ships\n- Cars\n:::'
const path = '/2026/10/ferry'

async function publish(house: TestHouse, slug: string, body = 'Words.'): Promise<number> {
  const head =
    `headline: The ${slug} returns\nslug: ${slug}\npublished: 2026-10-14T08:00:00Z\ntopics: [Harbour]\n` +
    'byline: [Maren Quill]'
  await publishStory(house, staff, { source: `---\n${head}\n---\n\n${body}\n`, read: async () => undefined })
  return (await storyAt(house, `/2026/10/${slug}`)).id
}

async function storyAt(house: TestHouse, at = path) {
  const article = await articleByPath(house.db, at)
  if (article === undefined) throw new Error(`there is no story at ${at}`)
  return article
}

async function page(house: TestHouse, id: number): Promise<string> {
  const answer = await showArticle(house, { path, params: {}, query: new URLSearchParams() }, id)
  return answer.kind === 'html' ? String(answer.html) : ''
}

/** Made anew, then kept: what comes next is the page as it stands. */
async function standing(house: TestHouse, id: number): Promise<string> {
  const texts = [await page(house, id), await page(house, id)]
  await house.standing.settle()
  expect(await keys(house)).toContain(`article:${id}`)
  texts.push(await page(house, id))
  expect(new Set(texts).size).toBe(1)
  return texts[0] ?? ''
}

async function keys(house: TestHouse): Promise<string[]> {
  return (await house.db.selectFrom('standing_pages').select('key').execute()).map(({ key }) => key)
}

async function comment(house: TestHouse, words: string, readerId: string): Promise<string> {
  const { publicId } = await storyAt(house)
  const given = { name: 'Tom', email: 'tom@example.org', comment: words, readerId, passHash: words }
  await submitComment(house, { articlePublicId: publicId, ...given, address: '192.0.2.9' })
  return (await heldComments(house.db, 9)).at(-1)?.publicId ?? ''
}

describe.each(engines)("a story's page that stands, on %s", (engine) => {
  test('says what was corrected, what others are called and what the settings say, at once', async () => {
    await using house = await aHouse(engine)
    const id = await publish(house, 'ferry')
    await standing(house, id)
    const article = await storyAt(house)
    const at = house.clock.now()
    await correctArticle(house, staff, { articleId: article.id, words: 'Nine, not eight.' })
    expect(await standing(house, id)).toContain('Nine, not eight.')
    const { id: topicId } = await house.db.selectFrom('topics').select('id').executeTakeFirstOrThrow()
    await house.write(staff, (tx) => changeTopicIn(tx, topicId, { name: 'Waterfront', description: '' }, at))
    expect(await standing(house, id)).toContain('>Waterfront</a>')
    const { id: personId } = await house.db.selectFrom('people').select('id').executeTakeFirstOrThrow()
    const person = { name: 'Maren Oakes', role: '', biography: '' }
    await house.write(staff, (tx) => changePersonIn(tx, personId, person, at))
    expect(await standing(house, id)).toContain('Maren Oakes')
    const other = await house.write(staff, (tx) => ensurePerson(tx, { name: 'Ada Marsh' }, at))
    done(await mergePeople(house, staff, { from: personId, into: other }))
    expect(await standing(house, id)).toContain('Ada Marsh')
    await setSetting(house, operator, { key: 'footer.copyrightHolder', value: 'The Quay Press' })
    expect(await standing(house, id)).toContain('The Quay Press')
    await publish(house, 'ferry', 'Other words.')
    expect(await standing(house, id)).toContain('Other words.')
    const changed = await storyAt(house)
    await withdrawArticle(house, staff, { articleId: changed.id })
    expect([(await page(house, id)).includes('Other words.'), await keys(house)]).toEqual([false, []])
  })

  test('has the comments that are published and no others; of what is erased no row is left', async () => {
    await using house = await aHouse(engine)
    const id = await publish(house, 'ferry')
    await standing(house, id)
    const publicId = await comment(house, 'Ships first.', 'r1')
    expect(await standing(house, id)).not.toContain('Ships first.')
    await approveComment(house, staff, { publicId })
    expect(await standing(house, id)).toMatch(/1 comment[\s\S]*Ships first\./u)
    await rejectComment(house, staff, { publicId, reason: 'No.' })
    expect(await standing(house, id)).not.toContain('Ships first.')
    await approveComment(house, staff, { publicId })
    await standing(house, id)
    await house.write(system, (tx) => conversationPersonal.erase(tx, 'r1', house.clock.now()))
    expect(await keys(house)).toEqual([])
    expect(await page(house, id)).not.toContain('Ships first.')
  })

  test('shows its polls, the newest of its topic and related stories as they are', async () => {
    await using house = await aHouse(engine)
    const id = await publish(house, 'ferry', poll)
    const other = await publish(house, 'quay')
    await house.queue.drain()
    expect(await standing(house, id)).toMatch(/class="poll-form"[\s\S]*The quay returns/u)
    const { publicId } = await house.db.selectFrom('polls').select('public_id as publicId').executeTakeFirstOrThrow()
    await closePoll(house, staff, { publicId })
    expect(await page(house, id)).not.toContain('class="poll-form"')
    await publish(house, 'tide')
    expect(await page(house, id)).toContain('The tide returns')
    await standing(house, id)
    const quay = await storyAt(house, '/2026/10/quay')
    await withdrawArticle(house, staff, { articleId: quay.id })
    expect([other === quay.id, (await page(house, id)).includes('The quay returns')]).toEqual([true, false])
  })

  test('tells short times as long as they are true, and closes its conversation in time', async () => {
    await using house = await aHouse(engine)
    await setSetting(house, operator, { key: 'comments.closeAfterDays', value: 14 })
    const id = await publish(house, 'ferry')
    await approveComment(house, staff, { publicId: await comment(house, 'Ships first.', 'r1') })
    const time = (text: string) => /<time datetime="[^"]*">([^<]*)<\/time><\/a>\s+<a class="reply"/u.exec(text)?.[1]
    const said = time(await standing(house, id))
    house.clock.advance(7 * 86_400_000)
    expect(time(await standing(house, id))).not.toBe(said)
    house.clock.advance(7 * 86_400_000)
    expect(await standing(house, id)).not.toContain('class="comment-form"')
  })

  test('is not kept while something that it names is missing', async () => {
    await using house = await aHouse(engine)
    const id = await publish(house, 'ferry', '::related{to=/2026/10/quay}')
    for (let time = 0; time < 3; time++) await page(house, id)
    await house.standing.settle()
    expect(await keys(house)).toEqual([])
    await publish(house, 'quay')
    expect(await page(house, id)).toContain('class="related"')
  })
})

describe.each(engines)('a page that is made while it changes, on %s', (engine) => {
  test('is not kept, whichever process changes it', async () => {
    await using database = await aDatabase(engine)
    const pages = openStandingPages(database, { now: Date.now, log: { error: () => {} } })
    let [words, made] = ['old', 0]
    const make = async (): Promise<Made<string>> => {
      const read = words
      if (++made === 2) {
        words = 'new'
        await database.write(system, (tx) => invalidate(tx, [articleTag(1)]))
      }
      return { facts: read, body: Buffer.from(read), tags: [articleTag(1), frontTag], until: undefined, isWhole: true }
    }
    const ask = async () => {
      const facts = (await pages.page('article:1', async () => 'stamp', make))?.facts
      await pages.settle()
      return facts
    }
    const answers = []
    for (let time = 0; time < 6; time++) answers.push(await ask())
    expect([answers, made]).toEqual([['old', 'old', 'new', 'new', 'new', 'new'], 4])
    await database.write(system, (tx) => invalidate(tx, [mediaTag(7), frontTag]))
    expect([await ask(), made]).toEqual(['new', 4])
  })

  test('leaves no row behind when it changes before it is written', async () => {
    await using database = await aDatabase(engine)
    const pages = openStandingPages(database, { now: Date.now, log: { error: () => {} } })
    const make = async (): Promise<Made<string>> => ({
      facts: '',
      body: Buffer.from('erased'),
      tags: [articleTag(1)],
      until: undefined,
      isWhole: true,
    })
    await database.write(system, (tx) => invalidate(tx, [articleTag(1)]))
    for (let time = 0; time < 2; time++) await pages.page('article:1', async () => 'stamp', make)
    await database.write(system, (tx) => invalidate(tx, [articleTag(1)]))
    await pages.settle()
    expect(await database.db.selectFrom('standing_pages').select('key').execute()).toEqual([])
  })
})
