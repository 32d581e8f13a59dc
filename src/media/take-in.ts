import { basename, extname } from 'node:path'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { arrivingFolder, dropBody, hashInPieces, storeFrom, type StoredBody } from '../kit/http/stored-body.ts'
import { publicId } from '../kit/ids.ts'
import { normalForm } from '../kit/normal-form.ts'
import { failedAs, type Failure } from '../kit/outcome.ts'
import { assertCan } from '../staff/acts.ts'
import type { Inspected } from './inspect.ts'
import { deriveLater } from './jobs.ts'
import type { MediaRefusal } from './refusals.ts'
import { centre, renditionKey, type Focus } from './renditions.ts'
import { insertMedia, insertRendition, mediaByHash, updateFocus, type Media } from './store.ts'
import type { Rendered } from './traits.ts'
import { takingIn } from './works.ts'

/** A file in memory, or on this machine's disk; from there it may be moved into the store. */
type Brought = { bytes: Buffer; stored?: undefined } | { stored: Stored; bytes?: undefined }
type Stored = Pick<StoredBody, 'path' | 'bytes' | 'sha256'>

type TakeInInput = Brought & {
  fileName: string
  alt?: string
  caption?: string
  credit?: string
  focus?: { x: number; y: number }
  sourceUrl?: string
}

export type TakenIn =
  | {
      outcome: 'taken'
      id: number
      publicId: string
      width: number | null
      height: number | null
      isNew: boolean
      warnings: string[]
    }
  | Failure

/**
 * Takes a picture or file into the house: looks at what it really is, keeps the original, makes the one rendition that
 * pages can show at once and leaves the rest to a job. The same bytes again are the same item.
 */
export async function takeInMedia(house: House, actor: Actor, input: TakeInInput): Promise<TakenIn> {
  assertCan(actor, 'media.add')
  const sha256 = input.stored === undefined ? await hashInPieces(input.bytes) : input.stored.sha256
  const known = await mediaByHash(house.db, sha256)
  if (known) {
    if (input.focus) await moveFocus(house, known, input.focus, actor)
    return {
      outcome: 'taken',
      id: known.id,
      publicId: known.publicId,
      width: known.width,
      height: known.height,
      isNew: false,
      warnings: [],
    }
  }
  if (input.stored !== undefined) return takeInStored(house, actor, input, input.stored)
  const path = await storeFrom([input.bytes], arrivingFolder(house.config))
  try {
    return await takeInStored(house, actor, input, { path, bytes: input.bytes.length, sha256 })
  } finally {
    await dropBody({ path })
  }
}

async function takeInStored(house: House, actor: Actor, input: TakeInInput, stored: Stored): Promise<TakenIn> {
  const seen = await look(house, input, stored)
  if ('reason' in seen) return failedAs(seen.code, 'invalid', seen.reason)
  const { inspected } = seen
  const id = publicId()
  const fileName = safeFileName(input.fileName, inspected.extension)
  const isImage = inspected.kind === 'image'
  // A picture's original may hold a place and a name in its metadata: it is kept, and only its renditions are served.
  const storageKey = isImage ? `originals/${id}/${fileName}` : `${id}/${fileName}`
  if (inspected.cleaned === undefined) await house.storage.move(storageKey, stored.path)
  else await house.storage.put(storageKey, inspected.cleaned)
  const first = seen.first && (await keep(house, id, seen.first, input.focus ?? centre))
  const row = await house.write(actor, async (tx) => {
    const at = house.clock.now()
    const inserted = await insertMedia(
      tx,
      {
        ...mediaFields(input, inspected),
        publicId: id,
        sha256: stored.sha256,
        storageKey,
        fileName,
        bytes: inspected.cleaned?.length ?? stored.bytes,
        sourceUrl: input.sourceUrl ?? null,
      },
      at,
    )
    if (!inserted.isNew) return inserted
    if (first) await insertRendition(tx, { mediaId: inserted.id, ...first })
    if (isImage) await deriveLater(tx, { mediaId: inserted.id, step: 'quick' }, at)
    return inserted
  })
  return {
    outcome: 'taken',
    id: row.id,
    publicId: row.publicId,
    width: inspected.width ?? null,
    height: inspected.height ?? null,
    isNew: row.isNew,
    warnings: inspected.warnings,
  }
}

/** Another focal point makes other crops. */
async function moveFocus(house: House, media: Media, focus: { x: number; y: number }, actor: Actor): Promise<void> {
  if (media.focusX === focus.x && media.focusY === focus.y) return
  await house.write(actor, async (tx) => {
    await updateFocus(tx, media.id, focus)
    await deriveLater(tx, { mediaId: media.id, step: 'quick' }, house.clock.now())
  })
}

type Sound = Extract<Inspected, { ok: true }>

/** What the darkroom sees in the file. */
async function look(
  house: House,
  { fileName, focus = centre }: TakeInInput,
  { path, bytes: size }: Stored,
): Promise<{ inspected: Sound; first?: Rendered } | { code: MediaRefusal; reason: string }> {
  const seen = await house.darkroom.ask(takingIn, { path, size, fileName, focus })
  if (seen.outcome === 'stopped')
    return { code: 'file-too-much-work', reason: `${fileName || 'The file'} ${seen.reason}.` }
  const { inspected, first } = seen.value
  if (!inspected.ok) return { code: inspected.code, reason: inspected.reason }
  return { inspected, ...(first && { first }) }
}

async function keep(house: House, id: string, { plan, bytes, width, height }: Rendered, focus: Focus) {
  const storageKey = renditionKey(id, plan, focus)
  await house.storage.put(storageKey, bytes)
  return { name: plan.name, format: plan.format, width, height, bytes: bytes.length, storageKey }
}

function mediaFields(input: TakeInInput, inspected: Sound) {
  const { metadata } = inspected
  const focus = input.focus ?? centre
  return {
    kind: inspected.kind,
    mime: inspected.mime,
    width: inspected.width ?? null,
    height: inspected.height ?? null,
    alt: input.alt ?? metadata.altText ?? '',
    caption: input.caption ?? metadata.caption ?? '',
    credit: input.credit ?? metadata.credit ?? metadata.creator ?? '',
    copyright: metadata.copyright ?? '',
    focusX: focus.x,
    focusY: focus.y,
  }
}

function safeFileName(name: string, extension: string): string {
  const plain = normalForm(basename(name, extname(name)), 'NFC')
  const stem = plain
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+/u, '')
    .slice(0, 100)
  return `${stem || 'file'}.${extension}`
}
