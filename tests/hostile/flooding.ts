import { sql } from 'kysely'
import { randomBytes } from 'node:crypto'
import type { ArticleInput } from '../../src/articles/article.ts'
import { saveArticleIn } from '../../src/articles/save.ts'
import { conversationChecks } from '../../src/conversation/checks.ts'
import { submitComment, type SubmitOutcome } from '../../src/conversation/submit.ts'
import { jsonRows, rowsJson } from '../../src/kit/db/json-rows.ts'
import { system } from '../../src/kit/db/schema.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import type { TestHouse } from '../house.ts'

export const actor = { kind: 'operator', id: 'test' } as const
export const spam =
  'Buy the finest anchors of the whole coast at the lowest price, delivered today, only here and only now'

export async function aStory(house: TestHouse, slug = 'bridge'): Promise<string> {
  const input: ArticleInput = {
    kind: 'article',
    slug,
    state: 'published',
    topicIds: [],
    authorIds: [],
    publishedAt: house.clock.now(),
    updatedAt: null,
    commentsOpen: true,
    pinned: false,
    version: {
      headline: 'Bridge',
      kicker: '',
      standfirst: '',
      document: { version: 1, blocks: [] },
      callToComment: '',
      language: 'en',
      lead: null,
      seoTitle: '',
      seoDescription: '',
      canonical: '',
    },
  }
  const { id } = await house.write(system, (tx) =>
    saveArticleIn(tx, undefined, input, { at: house.clock.now(), timeZone: 'UTC', pattern: '/{slug}' }),
  )
  return (
    await house.db.selectFrom('articles').select('public_id as publicId').where('id', '=', id).executeTakeFirstOrThrow()
  ).publicId
}

export type Sent = {
  address?: string | undefined
  readerId?: string
  comment?: string
  email?: string
  passHash?: string
}

export function send(house: TestHouse, articlePublicId: string, sent: Sent = {}): Promise<SubmitOutcome> {
  const usual = {
    name: 'Ines',
    email: 'ines@mail.example',
    comment: `${spam} ${randomBytes(4).toString('hex')}`,
    readerId: newReaderId(),
    passHash: randomBytes(16).toString('hex'),
  }
  return submitComment(house, { articlePublicId, address: '192.0.2.7', ...usual, ...sent })
}

/** Sends so many one after the other, each as another reader unless told otherwise. */
export async function flood(
  house: TestHouse,
  story: string,
  count: number,
  sent: (index: number) => Sent = () => ({}),
): Promise<SubmitOutcome[]> {
  const outcomes: SubmitOutcome[] = []
  for (let index = 0; index < count; index++) outcomes.push(await send(house, story, sent(index)))
  return outcomes
}

export const heldOf = (outcomes: readonly SubmitOutcome[]) =>
  outcomes.flatMap((outcome) => (outcome.outcome === 'held' ? [outcome.publicId] : []))
export const crowdsOf = (outcomes: readonly SubmitOutcome[]) => [
  ...new Set(outcomes.flatMap((outcome) => (outcome.outcome === 'crowded' ? [outcome.by] : []))),
]
export const statesOf = async ({ db }: TestHouse) =>
  (await db.selectFrom('comments').select('state').orderBy('id').execute()).map(({ state }) => state)

export async function faults(house: TestHouse): Promise<string[]> {
  return (await Promise.all(conversationChecks.map((check) => check.run(house.db)))).flat()
}

/** So many at once by readers of their own, past the door: this is about what stands behind it. */
export async function fill(house: TestHouse, story: string, count: number): Promise<void> {
  const readers = rowsJson(Array.from({ length: count }, () => [newReaderId()]))
  await house.write(system, async (tx) => {
    const given = jsonRows(tx, 'given', { id: 'text' }, readers)
    await sql`insert into readers (id, first_seen_at) select given.id, 1 from ${given}`.execute(tx)
    await sql`
      insert into comments (public_id, article_id, reader_id, author_name, words, state, submitted_at)
      select given.id, articles.id, given.id, 'A', 'w', 'held', 1 from ${given}, articles
      where articles.public_id = ${story}`.execute(tx)
    await sql`
      insert into comment_decisions (comment_id, verdict, actor, reasons, at)
      select comments.id, 'held', 'rule:hold-first', '[]', 1 from ${given}, comments
      where comments.public_id = given.id`.execute(tx)
  })
}
