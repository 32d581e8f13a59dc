/** What a story file names by files, keys and slugs, as the paper knows it. */
import { assignIds } from '../../articles/document-ids.ts'
import { mapMedia } from '../../articles/document-walk.ts'
import type { Document } from '../../articles/document.ts'
import { pathTarget } from '../../articles/path-store.ts'
import { articleByPath, articleBySlug } from '../../articles/store.ts'
import type { Tx } from '../../kit/db/schema.ts'
import type { Taken } from './story-media.ts'

/**
 * File names become media ids, poll keys poll ids, slugs of related stories their addresses; blocks keep the ids they
 * had.
 */
export async function resolved(
  tx: Tx,
  document: Document,
  { media, polls, previous }: { media: Taken; polls: Map<string, string>; previous: Document | undefined },
): Promise<Document> {
  const withMedia = mapMedia(document, (ref) => media.get(ref)?.publicId ?? ref)
  const drafts: Parameters<typeof assignIds>[0][number][] = []
  for (const { id: _, ...block } of withMedia.blocks) {
    if (block.type === 'poll' && block.poll !== undefined)
      drafts.push({ ...block, poll: polls.get(block.poll) ?? block.poll })
    else if (block.type === 'related') drafts.push({ ...block, href: await relatedPath(tx, block.href) })
    else drafts.push(block)
  }
  return assignIds(drafts, previous)
}

/** By their addresses or slugs. */
export async function storiesAt(tx: Tx, names: readonly string[]): Promise<{ ids: number[]; unknown: string[] }> {
  const found = await inOrder(names, async (name) => ({
    name,
    id: (await (name.startsWith('/') ? articleByPath(tx, name) : articleBySlug(tx, name)))?.id,
  }))
  return {
    ids: found.flatMap(({ id }) => id ?? []),
    unknown: found.flatMap(({ id, name }) => (id === undefined ? [name] : [])),
  }
}

async function relatedPath(tx: Tx, href: string): Promise<string> {
  if (!isSlug(href) || (await articleByPath(tx, href)) !== undefined) return href
  const story = await articleBySlug(tx, href.slice(1))
  return story?.path ?? href
}

export async function leadingNowhere(tx: Tx, document: Document): Promise<string[]> {
  const hrefs = document.blocks.flatMap((block) =>
    block.type === 'related' && block.href.startsWith('/') ? [block.href] : [],
  )
  return (
    await inOrder(hrefs, async (href) =>
      ((await pathTarget(tx, href))?.kind ?? 'gone') === 'gone' ? [isSlug(href) ? href.slice(1) : href] : [],
    )
  ).flat()
}

/** What `::related{to="a-slug"}` becomes until its story's address is known. */
function isSlug(href: string): boolean {
  return /^\/[^/]+$/u.test(href)
}

export async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}
