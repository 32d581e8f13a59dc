import { sql } from 'kysely'
import { containsWords } from '../kit/db/contains-words.ts'
import type { Db, Tx } from '../kit/db/schema.ts'

export type MediaKind = 'image' | 'audio' | 'video' | 'file'

export type Media = {
  id: number
  publicId: string
  kind: MediaKind
  storageKey: string
  fileName: string
  mime: string
  bytes: number
  width: number | null
  height: number | null
  alt: string
  caption: string
  credit: string
  focusX: number
  focusY: number
}

/** `storageKey` is its public address below /media/. */
export type Rendition = {
  mediaId: number
  name: string
  format: string
  width: number
  height: number
  storageKey: string
}

const columns = [
  'id',
  'public_id as publicId',
  'kind',
  'storage_key as storageKey',
  'file_name as fileName',
  'mime',
  'bytes',
  'width',
  'height',
  'alt',
  'caption',
  'credit',
  'focus_x as focusX',
  'focus_y as focusY',
] as const

export async function mediaById(db: Db, id: number): Promise<Media | undefined> {
  return db.selectFrom('media').select(columns).where('id', '=', id).executeTakeFirst()
}

export async function mediaByHash(db: Db, sha256: string): Promise<Media | undefined> {
  return db.selectFrom('media').select(columns).where('sha256', '=', sha256).executeTakeFirst()
}

export async function mediaByPublicId(db: Db, publicId: string): Promise<Media | undefined> {
  return db.selectFrom('media').select(columns).where('public_id', '=', publicId).executeTakeFirst()
}

type Sought = {
  search: string | undefined
  kind: MediaKind | undefined
  limit: number
  /** The internal id of the last one that was seen. */
  before: number | undefined
}

/** Taken in last comes first. */
export async function newestMedia(db: Db, { search, kind, limit, before }: Sought): Promise<Media[]> {
  let found = db.selectFrom('media').select(columns).orderBy('id', 'desc').limit(limit)
  if (before !== undefined) found = found.where('id', '<', before)
  if (kind !== undefined) found = found.where('kind', '=', kind)
  const words = sql<string>`file_name || ' ' || alt || ' ' || caption || ' ' || credit`
  if (search !== undefined) found = found.where(containsWords(words, search))
  return found.execute()
}

/** Media by row id or public id, for one page: what a document refers to and the lead picture. */
type MediaRefs = { ids: readonly number[]; publicIds: readonly string[] }

export async function mediaOf(db: Db, refs: MediaRefs): Promise<Media[]> {
  if (refs.ids.length === 0 && refs.publicIds.length === 0) return []
  return db
    .selectFrom('media')
    .select(columns)
    .where((is) =>
      is.or([
        ...(refs.ids.length > 0 ? [is('id', 'in', [...refs.ids])] : []),
        ...(refs.publicIds.length > 0 ? [is('public_id', 'in', [...refs.publicIds])] : []),
      ]),
    )
    .execute()
}

/** Of the same media as `mediaOf`, so that on PostgreSQL both can be asked for at once. */
export async function renditionsOf(db: Db, { ids, publicIds }: MediaRefs): Promise<Rendition[]> {
  if (ids.length === 0 && publicIds.length === 0) return []
  const named = db
    .selectFrom('media')
    .select('id')
    .where('public_id', 'in', [...publicIds])
  return db
    .selectFrom('renditions')
    .select(['media_id as mediaId', 'name', 'format', 'width', 'height', 'storage_key as storageKey'])
    .where((is) =>
      is.or([
        ...(ids.length > 0 ? [is('media_id', 'in', [...ids])] : []),
        ...(publicIds.length > 0 ? [is('media_id', 'in', named)] : []),
      ]),
    )
    .orderBy('media_id')
    .orderBy('width')
    .execute()
}

/** What is said to lie in the store, by its key. */
export async function storedRenditions(db: Db, mediaId: number): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('renditions')
    .select(['storage_key as storageKey', 'bytes'])
    .where('media_id', '=', mediaId)
    .execute()
  return new Map(rows.map(({ storageKey, bytes }) => [storageKey, bytes]))
}

export type NewMedia = Omit<Media, 'id'> & { sha256: string; copyright: string; sourceUrl: string | null }

/** The same bytes are one row: the id of the row that has them, and whether it is new. */
export async function insertMedia(
  tx: Tx,
  media: NewMedia,
  at: number,
): Promise<{ id: number; publicId: string; isNew: boolean }> {
  const inserted = await tx
    .insertInto('media')
    .values({
      public_id: media.publicId,
      kind: media.kind,
      sha256: media.sha256,
      storage_key: media.storageKey,
      file_name: media.fileName,
      mime: media.mime,
      bytes: media.bytes,
      width: media.width,
      height: media.height,
      alt: media.alt,
      caption: media.caption,
      credit: media.credit,
      copyright: media.copyright,
      focus_x: media.focusX,
      focus_y: media.focusY,
      source_url: media.sourceUrl,
      created_at: at,
    })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) return { id: inserted.id, publicId: media.publicId, isNew: true }
  const row = await tx
    .selectFrom('media')
    .select(['id', 'public_id as publicId'])
    .where('sha256', '=', media.sha256)
    .executeTakeFirstOrThrow()
  return { ...row, isNew: false }
}

export async function updateFocus(tx: Tx, id: number, focus: { x: number; y: number }): Promise<void> {
  await tx.updateTable('media').set({ focus_x: focus.x, focus_y: focus.y }).where('id', '=', id).execute()
}

export async function updateMedia(
  tx: Tx,
  id: number,
  { focusX: focus_x, focusY: focus_y, ...words }: Pick<Media, 'alt' | 'caption' | 'credit' | 'focusX' | 'focusY'>,
): Promise<void> {
  await tx
    .updateTable('media')
    .set({ ...words, focus_x, focus_y })
    .where('id', '=', id)
    .execute()
}

export async function insertRendition(tx: Tx, rendition: Rendition & { bytes: number }): Promise<void> {
  await tx
    .insertInto('renditions')
    .values({
      media_id: rendition.mediaId,
      name: rendition.name,
      format: rendition.format,
      width: rendition.width,
      height: rendition.height,
      bytes: rendition.bytes,
      storage_key: rendition.storageKey,
    })
    .onConflict((conflict) =>
      conflict.columns(['media_id', 'name', 'format']).doUpdateSet({
        width: rendition.width,
        height: rendition.height,
        bytes: rendition.bytes,
        storage_key: rendition.storageKey,
      }),
    )
    .execute()
}
