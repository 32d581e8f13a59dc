import { articleById } from '../articles/store.ts'
import { filingOf, versionOf, type StoredVersion } from '../articles/version-store.ts'
import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { mediaById } from '../media/store.ts'
import { articleContent } from '../working-copies/article-content.ts'
import { canonicalContent } from '../working-copies/canonical.ts'
import type { Content } from '../working-copies/content.ts'
import { readCopy } from '../working-copies/read-copy.ts'
import { filedNow } from './named-store.ts'

/**
 * A version's content and filing. How the story is run (comments, pinned, translations) is not part of versions and
 * stays as it is now.
 */
export async function versionContent(house: House, articleId: number, number: number): Promise<Content | undefined> {
  const version = await versionOf(house.db, articleId, number)
  const filing = await filingOf(house.db, articleId, number)
  const now = await publishedContent(house, articleId)
  if (version === undefined || filing === undefined || now === undefined) return undefined
  const { number: _, lead, ...said } = version
  const filed = await filedNow(house.db, filing)
  return canonicalContent({ ...now, ...said, ...filed, lead: await leadOf(house, lead) })
}

/** The newest version's content, with everything else of the story. */
export async function publishedContent(house: House, articleId: number): Promise<Content | undefined> {
  const { language } = house.settings.current().identity
  return (await house.write(system, (tx) => articleContent(tx, articleId, language)))?.value
}

/** The working copy's content. One without a slug uses the one its story has. */
export async function copyContent(house: House, articleId: number): Promise<Content | undefined> {
  const [copy, row] = [await readCopy(house, articleId), await articleById(house.db, articleId)]
  return copy && row && { ...copy.content, slug: copy.content.slug || row.slug }
}

async function leadOf({ db }: House, lead: StoredVersion['lead']): Promise<Content['lead']> {
  const media = lead === null ? undefined : await mediaById(db, lead.mediaId)
  if (lead === null || media === undefined) return null
  const { alt, caption, credit } = lead
  return { media: media.publicId, alt, decorative: alt === '', caption, credit }
}
