import { describe, expect, test } from 'vitest'
import { saveArticleIn } from '../../src/articles/save.ts'
import { submitComment } from '../../src/conversation/submit.ts'
import { system } from '../../src/kit/db/schema.ts'
import { done } from '../../src/kit/outcome.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import { engines } from '../databases.ts'
import { aHouse, serve, type TestHouse } from '../house.ts'
import { aReader, type Reader } from '../reader.ts'

async function aPoll(house: TestHouse): Promise<string> {
  const definition = {
    question: 'Open?',
    options: ['Yes', 'No'],
    minChoices: 1,
    maxChoices: 1,
    opensAt: null,
    closesAt: null,
    results: 'always',
    rotates: false,
    who: 'confirmed',
  } as const
  const saved = await createPoll(house, { kind: 'operator', id: 'test' }, { definition })
  return done(saved).publicId
}

async function ask(house: TestHouse, reader: Reader, publicId: string): Promise<string> {
  const { pass } = (await (await reader.get(`/forms/pass?for=vote:${publicId}`)).json()) as { pass: string }
  await reader.post(`/polls/${publicId}/address`, { email: 'ines@example.org', pass })
  const mail = await house.db
    .selectFrom('mails')
    .select('body_text as text')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return /\/-\/confirm\/\S+/u.exec(mail.text)?.[0] ?? ''
}

async function press(reader: Reader, path: string): Promise<Response> {
  return reader.press(await (await reader.get(path)).text())
}

function addresses({ db }: TestHouse) {
  const columns = ['address', 'reader_id as readerId', 'confirmed_at as confirmedAt'] as const
  return db.selectFrom('addresses').select(columns).execute()
}

async function comment(house: TestHouse, email: string): Promise<void> {
  const at = house.clock.now()
  const version = {
    headline: 'Bridge',
    kicker: '',
    standfirst: '',
    document: { version: 1 as const, blocks: [] },
    callToComment: '',
    language: 'en',
    lead: null,
    seoTitle: '',
    seoDescription: '',
    canonical: '',
  }
  const input = {
    kind: 'article',
    slug: 'bridge',
    state: 'published',
    topicIds: [],
    authorIds: [],
    publishedAt: at,
    updatedAt: null,
    commentsOpen: true,
    pinned: false,
    version,
  } as const
  const { id } = await house.write(system, (tx) =>
    saveArticleIn(tx, undefined, input, { at, timeZone: 'UTC', pattern: '/{slug}' }),
  )
  const story = await house.db
    .selectFrom('articles')
    .select('public_id as id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const words = { name: 'Tom', email, comment: 'Ships first.', readerId: newReaderId(), passHash: 'p' }
  await submitComment(house, { articlePublicId: story.id, ...words, address: '192.0.2.9' })
}

const none = { address: null, readerId: null, confirmedAt: null }

describe.each(engines)('an erasure on %s', (engine) => {
  test('reaches an address that was only asked about, the mail to it and the link in the mail', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const [reader, publicId] = [aReader(served), await aPoll(house)]
    const link = await ask(house, reader, publicId)
    const page = await (await reader.get('/-/me')).text()
    expect(page).toContain('ines@example.org')
    const cookie = [...reader.cookies.values()]
    await reader.press(page)
    expect(await addresses(house)).toEqual([none])
    expect(await house.db.selectFrom('mails').select(['body_text as text', 'subject']).execute()).toEqual([
      { text: '', subject: '' },
    ])
    expect((await reader.get(link)).status).toBe(404)
    expect([...reader.cookies.values()]).not.toEqual(cookie)
  })

  test('of a confirmed address leaves nobody confirmed, whoever gives the address afterwards', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const [reader, publicId] = [aReader(served), await aPoll(house)]
    await press(reader, await ask(house, reader, publicId))
    expect(await addresses(house)).toMatchObject([{ confirmedAt: house.clock.now() }])
    await press(reader, '/-/me')
    expect(await addresses(house)).toEqual([none])
    await comment(house, 'ines@example.org')
    expect(await addresses(house)).toEqual([{ ...none, address: 'ines@example.org' }])
  })

  test('takes no address that another reader confirmed or gave', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const [ines, mallory, publicId] = [aReader(served), aReader(served), await aPoll(house)]
    const link = await ask(house, ines, publicId)
    await ask(house, mallory, publicId)
    await press(mallory, '/-/me')
    await press(ines, link)
    const confirmed = [{ address: 'ines@example.org', confirmedAt: house.clock.now() }]
    expect(await addresses(house)).toMatchObject(confirmed)
    await ask(house, mallory, publicId)
    expect(await (await mallory.get('/-/me')).text()).not.toContain('ines@example.org')
    expect(await addresses(house)).toMatchObject(confirmed)
  })
})
