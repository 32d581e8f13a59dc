import type { Tx } from '../kit/db/schema.ts'
import { isProductPage } from '../kit/reserved.ts'
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
  if (before !== undefined) await markArticlePaths(tx, articleId, 'article')
  const target = { kind: 'article', articleId } as const
  const usual = usualPath(input, before, context)
  if (input.path === undefined) {
    // A story keeps the address it has: a new slug is a decision, a changed date is not.
    if (before?.path && before.slug === input.slug) return { path: before.path }
    return { path: await move(tx, before, await claimFreePath(tx, usual, target, context.at)) }
  }
  if (await claimPath(tx, input.path, target, context.at)) return { path: await move(tx, before, input.path) }
  const other = input.kind === 'page' ? `/pages/${input.slug}` : usual
  return { path: await move(tx, before, await claimFreePath(tx, other, target, context.at)), collision: input.path }
}

/** The address that a new article of these words would have, if nothing else has it. */
export function wantedPath(input: ArticleInput, context: SaveContext): string | undefined {
  if (!isPublic(input.state)) return undefined
  const path = input.path ?? usualPath(input, undefined, context)
  return input.path === undefined && isProductPage(path) ? undefined : path
}

function usualPath(
  { slug, publishedAt }: ArticleInput,
  before: ArticleRow | undefined,
  { pattern, timeZone, at }: SaveContext,
): string {
  return articlePath(pattern, { slug, publishedAt: publishedAt ?? before?.publishedAt ?? at }, timeZone)
}

async function move(tx: Tx, before: ArticleRow | undefined, path: string): Promise<string> {
  if (before?.path && before.path !== path) await redirectPath(tx, before.path, path)
  return path
}
