import type { Tx } from '../kit/db/schema.ts'
import { articlePath, isPublic, type ArticleInput } from './article.ts'
import { claimFreePath, claimPath, markArticlePaths, redirectPath } from './path-store.ts'
import type { SaveContext } from './save-context.ts'
import type { ArticleRow } from './store.ts'

export type Placed = {
  path: string | null
  /** The path that was asked for and belongs to something else. */
  collision?: string
}

type Placing = { articleId: number; before: ArticleRow | undefined; input: ArticleInput; context: SaveContext }

/** Gives a public article its address. A story that is no longer public answers 410 there. */
export async function placeArticle(tx: Tx, { articleId, before, input, context }: Placing): Promise<Placed> {
  if (!isPublic(input.state)) {
    if (before?.path && isPublic(before.state)) await markArticlePaths(tx, articleId, 'gone')
    return { path: before?.path ?? null }
  }
  await markArticlePaths(tx, articleId, 'article')
  const target = { kind: 'article', articleId } as const
  const usual = articlePath(
    context.pattern,
    { slug: input.slug, publishedAt: input.publishedAt ?? before?.publishedAt ?? context.at },
    context.timeZone,
  )
  if (input.path === undefined) {
    // A story keeps the address it has: a new slug is a decision, a changed date is not.
    if (before?.path && before.slug === input.slug) return { path: before.path }
    return { path: await move(tx, before, await claimFreePath(tx, usual, target, context.at)) }
  }
  if (await claimPath(tx, input.path, target, context.at)) return { path: await move(tx, before, input.path) }
  const other = input.kind === 'page' ? `/pages/${input.slug}` : usual
  return { path: await move(tx, before, await claimFreePath(tx, other, target, context.at)), collision: input.path }
}

async function move(tx: Tx, before: ArticleRow | undefined, path: string): Promise<string> {
  if (before?.path && before.path !== path) await redirectPath(tx, before.path, path)
  return path
}
