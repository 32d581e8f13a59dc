/** Marks a working copy as just published. */
import type { Tx } from '../kit/db/schema.ts'
import { appendIn, emptyUpdate } from './append-in.ts'
import { articleContent } from './article-content.ts'
import { baseOf, rebase } from './copy-store.ts'

/** `language`: the paper's, for a story that has not set one. */
export type Publishing = { at: number; language: string }

/** The copy now equals the story. In the publishing transaction, after the story was saved. */
export async function copyIsPublishedIn(tx: Tx, articleId: number, { at, language }: Publishing): Promise<void> {
  const base = await articleContent(tx, articleId, language)
  if (base === undefined) throw new Error(`there is no article ${articleId}`)
  if (!(await rebase(tx, { articleId, base }))) return
  const { generation } = (await baseOf(tx, articleId)) ?? { generation: 0 }
  await appendIn(tx, { articleId, generation, kind: 'published', update: emptyUpdate, at })
}
