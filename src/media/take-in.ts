import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'
import type { House } from '../kit/house.ts'
import type { Actor } from '../kit/db/schema.ts'
import { publicId } from '../kit/ids.ts'
import { enqueue } from '../kit/queue/queue.ts'
import { plannedRenditions, renderRendition, renditionKey } from './derive.ts'
import { inspectMedia, type Inspected } from './inspect.ts'
import { insertMedia, insertRendition, mediaByHash, updateFocus, type Media } from './store.ts'

export type TakeInInput = {
  actor: Actor
  bytes: Buffer
  fileName: string
  alt?: string
  caption?: string
  credit?: string
  focus?: { x: number; y: number }
  sourceUrl?: string
}

export type TakenIn =
  | { outcome: 'taken'; id: number; publicId: string; width: number | null; height: number | null; isNew: boolean; warnings: string[] }
  | { outcome: 'refused'; reason: string }

/**
 * Takes a picture or file into the house: looks at what it really is, keeps the original, makes the one rendition that
 * pages can show at once and leaves the rest to a job. The same bytes again are the same item.
 */
export async function takeInMedia(house: House, input: TakeInInput): Promise<TakenIn> {
  const sha256 = createHash('sha256').update(input.bytes).digest('hex')
  const known = await mediaByHash(house.db, sha256)
  if (known) {
    if (input.focus) await moveFocus(house, known, input.focus, input.actor)
    return { outcome: 'taken', id: known.id, publicId: known.publicId, width: known.width, height: known.height, isNew: false, warnings: [] }
  }
  const inspected = await inspectMedia(input.bytes, input.fileName)
  if (!inspected.ok) return { outcome: 'refused', reason: inspected.reason }
  const id = publicId()
  const bytes = inspected.cleaned ?? input.bytes
  const fileName = safeFileName(input.fileName, inspected.extension)
  const isImage = inspected.kind === 'image'
  // A picture's original may hold a place and a name in its metadata: it is kept, and only its renditions are served.
  const storageKey = isImage ? `originals/${id}/${fileName}` : `${id}/${fileName}`
  await house.storage.put(storageKey, bytes)
  const first = isImage ? await firstRendition(house, id, inspected, bytes, input.focus) : undefined
  const row = await house.write(input.actor, async (tx) => {
    const at = house.clock.now()
    const inserted = await insertMedia(tx, { ...mediaFields(input, inspected), publicId: id, sha256, storageKey, fileName, bytes: bytes.length, sourceUrl: input.sourceUrl ?? null }, at)
    if (!inserted.isNew) return inserted
    if (first) await insertRendition(tx, { mediaId: inserted.id, ...first })
    if (isImage) await enqueue(tx, { name: 'media.derive', payload: { mediaId: inserted.id }, uniqueKey: String(inserted.id), priority: -5 }, at)
    return inserted
  })
  return { outcome: 'taken', id: row.id, publicId: row.publicId, width: inspected.width ?? null, height: inspected.height ?? null, isNew: row.isNew, warnings: inspected.warnings }
}

/** Another focal point makes other crops. */
async function moveFocus(house: House, media: Media, focus: { x: number; y: number }, actor: Actor): Promise<void> {
  if (media.focusX === focus.x && media.focusY === focus.y) return
  await house.write(actor, async (tx) => {
    await updateFocus(tx, media.id, focus)
    await enqueue(tx, { name: 'media.derive', payload: { mediaId: media.id }, uniqueKey: String(media.id), priority: -5 }, house.clock.now())
  })
}

type Sound = Extract<Inspected, { ok: true }>

async function firstRendition(house: House, id: string, inspected: Sound, bytes: Buffer, focus: { x: number; y: number } | undefined) {
  const plans = plannedRenditions(inspected.width ?? 1, inspected.height ?? 1, inspected.hasAlpha, inspected.animated)
  const fallback = plans.filter((plan) => plan.crop === undefined && plan.format !== 'avif' && plan.width <= 1080)
  const plan = fallback.findLast((candidate) => candidate.format === 'jpeg') ?? fallback.at(-1) ?? plans[0]
  if (plan === undefined) return undefined
  const rendered = await renderRendition(bytes, plan, focus ?? centre)
  const storageKey = renditionKey(id, plan, focus ?? centre)
  await house.storage.put(storageKey, rendered.bytes)
  return { name: plan.name, format: plan.format, width: rendered.width, height: rendered.height, bytes: rendered.bytes.length, storageKey }
}

const centre = { x: 0.5, y: 0.5 }

function mediaFields(input: TakeInInput, inspected: Sound) {
  const { metadata } = inspected
  const focus = input.focus ?? centre
  return {
    kind: inspected.kind, mime: inspected.mime, width: inspected.width ?? null, height: inspected.height ?? null,
    alt: input.alt ?? metadata.altText ?? '', caption: input.caption ?? metadata.caption ?? '', credit: input.credit ?? metadata.credit ?? metadata.creator ?? '',
    copyright: metadata.copyright ?? '', focusX: focus.x, focusY: focus.y,
  }
}

function safeFileName(name: string, extension: string): string {
  const stem = basename(name, extname(name)).normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/u, '').slice(0, 100)
  return `${stem || 'file'}.${extension}`
}
