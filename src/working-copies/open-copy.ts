/** Opens a working copy: created from what the story says, and up to date with changes made elsewhere. */
import { randomInt } from 'node:crypto'
import { wordCount } from '../articles/render/teaser.ts'
import { renderText } from '../articles/render/text.ts'
import { system, type Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { articleContent } from './article-content.ts'
import type { Content } from './content.ts'
import { announceCopy } from './copies-changed.ts'
import { copyRow, deleteCopy, insertCopy, type CopyRow } from './copy-store.ts'
import { schemaVersion } from './nodes.ts'
import { seedUpdate } from './seed.ts'

/** The story's working copy, created if there is none. Undefined: there is no such story. */
export async function openCopy(house: House, articleId: number): Promise<CopyRow | undefined> {
  return (await copyRow(house.db, articleId)) ?? (await seedCopy(house, articleId))
}

async function seedCopy(house: House, articleId: number): Promise<CopyRow | undefined> {
  const at = house.clock.now()
  const { language } = house.settings.current().identity
  return house.write(system, async (tx) => {
    const base = await articleContent(tx, articleId, language)
    if (base === undefined) return undefined
    await insertCopy(tx, {
      articleId,
      generation: randomInt(1, 2 ** 31),
      schemaVersion,
      state: seedUpdate(base.value),
      base,
      ...summaryOf(base.value),
      at,
      by: `${system.kind}:${system.id}`,
    })
    await announceCopy(tx, articleId)
    return copyRow(tx, articleId)
  })
}

/**
 * Discards the story's working copy, with every unpublished word: whoever opens it next starts from what the story
 * says. Browsers that have it open are disconnected and do not put their words into the next one.
 */
export async function discardCopyIn(tx: Tx, articleId: number): Promise<boolean> {
  const isGone = await deleteCopy(tx, articleId)
  if (isGone) await announceCopy(tx, articleId)
  return isGone
}

/** What lists show. */
export function summaryOf(content: Content): { headline: string; wordCount: number } {
  return { headline: content.headline, wordCount: wordCount(renderText(content.document)) }
}
