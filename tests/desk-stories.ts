import type { ArticleInput } from '../src/articles/article.ts'
import { saveContext } from '../src/articles/save-context.ts'
import { saveArticleIn } from '../src/articles/save.ts'
import { heldSnapshot, inputOf } from '../src/articles/snapshot.ts'
import { operator } from '../src/kit/db/schema.ts'
import { emptyContent, type Content } from '../src/working-copies/content.ts'
import type { TestHouse } from './house.ts'
import type { Browser } from './newsroom.ts'

/** A story in which nothing is amiss but a few warnings. */
export function aContent(more: Partial<Content> = {}): Content {
  return {
    ...emptyContent('en'),
    headline: 'The ferry returns',
    standfirst: 'After a year.',
    document: { version: 1, blocks: [paragraph('It left at nine.')] },
    ...more,
  }
}

export function paragraph(text: string, id = 'para1') {
  return { id, type: 'paragraph' as const, children: [{ type: 'text' as const, text }] }
}

export const words = (text: string): Pick<Content, 'document'> => ({
  document: { version: 1, blocks: [paragraph(text)] },
})

/** A new story by somebody, with these words in its working copy: its id. */
export async function aDraft(by: Browser, content: Content = aContent()): Promise<string> {
  const made = await by.call('POST', '/api/v1/articles', {})
  if (made.status !== 200) throw new Error(`no story was made: ${JSON.stringify(made.json)}`)
  const { id } = made.json
  await write(by, id, content)
  return id
}

export async function write(by: Browser, id: string, content: Content): Promise<void> {
  const written = await by.call('PUT', `/api/v1/articles/${id}/content`, { content })
  if (written.status !== 200) throw new Error(`nothing was written: ${JSON.stringify(written.json)}`)
}

/** What the ledger says was done to a story, oldest first. */
export async function deedsOf(house: TestHouse, id: string): Promise<{ deed: string; actor: string; detail: any }[]> {
  const { id: articleId } = await house.db
    .selectFrom('articles')
    .select('id')
    .where('public_id', '=', id)
    .executeTakeFirstOrThrow()
  const rows = await house.db
    .selectFrom('ledger')
    .select(['deed', 'actor', 'detail'])
    .where('subject', '=', `article:${articleId}`)
    .orderBy('seq')
    .execute()
  return rows.map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) }))
}

/** As an import or a program on the server does. */
export async function saveOutside(
  house: TestHouse,
  id: string,
  change: (input: ArticleInput) => ArticleInput,
): Promise<void> {
  await house.write(operator, async (tx) => {
    const row = await tx.selectFrom('articles').select('id').where('public_id', '=', id).executeTakeFirstOrThrow()
    const snapshot = await heldSnapshot(tx, row.id)
    const input = snapshot && inputOf(snapshot)
    if (input === undefined) throw new Error('there is no such story')
    await saveArticleIn(tx, row.id, change(input), saveContext(house, house.clock.now()))
  })
}
