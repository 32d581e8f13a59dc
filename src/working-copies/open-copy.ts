/** Opening a working copy: it is made of what the story says, and has what was changed elsewhere since. */
import { randomInt } from 'node:crypto'
import { wordCount } from '../articles/render/teaser.ts'
import { renderText } from '../articles/render/text.ts'
import { announce } from '../kit/db/database.ts'
import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { articleContent } from './article-content.ts'
import type { Content } from './content.ts'
import { copiesChanged } from './copies-changed.ts'
import { copyRow, insertCopy, type CopyRow } from './copy-store.ts'
import { schemaVersion } from './nodes.ts'
import { seedUpdate } from './seed.ts'

/** The story's working copy, made where there is none. Undefined: there is no such story. */
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
    await announce(tx, copiesChanged, { articleId })
    return copyRow(tx, articleId)
  })
}

/** What lists show. */
export function summaryOf(content: Content): { headline: string; wordCount: number } {
  return { headline: content.headline, wordCount: wordCount(renderText(content.document)) }
}
