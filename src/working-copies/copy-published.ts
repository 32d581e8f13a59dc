/** A working copy whose words have just been published. */
import type { Tx } from '../kit/db/schema.ts'
import { appendIn, emptyUpdate } from './append-in.ts'
import { articleContent } from './article-content.ts'
import { baseOf, rebase } from './copy-store.ts'

/** `language`: of the paper, for a story that has said none. */
export type Publishing = { at: number; language: string }

/** The copy says what the story says. In the transaction that publishes, after the story was saved. */
export async function copyIsPublishedIn(tx: Tx, articleId: number, { at, language }: Publishing): Promise<void> {
  const base = await articleContent(tx, articleId, language)
  if (base === undefined) throw new Error(`there is no article ${articleId}`)
  if (!(await rebase(tx, { articleId, base }))) return
  const { generation } = (await baseOf(tx, articleId)) ?? { generation: 0 }
  await appendIn(tx, { articleId, generation, kind: 'published', update: emptyUpdate, at })
}
