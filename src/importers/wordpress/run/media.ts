import { dirname, join, resolve } from 'node:path'
import { readBelow, realPath } from '../../../kit/below.ts'
import { Refusal } from '../../../kit/errors.ts'
import { normalForm } from '../../../kit/normal-form.ts'
import { isFailure } from '../../../kit/outcome.ts'
import { mediaById } from '../../../media/store.ts'
import { takeInMedia } from '../../../media/take-in.ts'
import { hashOf, remember, remembered } from '../../memory-store.ts'
import type { MediaFound } from '../content/context.ts'
import { postOf, type WpAttachment } from '../fields.ts'
import { readExport } from '../read.ts'
import { plainText } from '../text.ts'
import { countOf, type Import } from './run.ts'
import type { MediaSource } from './run.ts'

/** An attachment's own record: its id and what stands in it. */
type Attachment = WpAttachment & { id: number; title: string }

/**
 * A pass of its own over the file, before the stories: takes in every attachment's file, from the uploads folder or
 * from the old site.
 */
export async function importMedia(
  run: Import,
  file: string,
  source: Exclude<MediaSource, { kind: 'none' }>,
): Promise<void> {
  let files = 0
  const total = countOf(run.survey, 'attachment')
  for await (const event of readExport(file)) {
    if (event.kind !== 'item' || event.item.fields.get('wp:post_type')?.trim() !== 'attachment') continue
    const { id, title, attachment } = postOf(event.item, run.survey.clock)
    if (attachment === undefined) continue
    run.progress('media', ++files, total)
    await importAttachment(run, { ...attachment, id, title }, source)
  }
}

async function importAttachment(
  run: Import,
  attachment: Attachment,
  source: Exclude<MediaSource, { kind: 'none' }>,
): Promise<void> {
  const sourceId = String(attachment.id)
  const known = (await remembered(run.house.db, run.source, 'media', [sourceId])).get(sourceId)
  const hash = hashOf([attachment.file, attachment.original, attachment.alt, attachment.caption, attachment.credit])
  const media = known?.targetId == null ? undefined : await mediaById(run.house.db, known.targetId)
  if (media !== undefined) {
    keep(run, attachment, { id: media.id, publicId: media.publicId, kind: media.kind, credit: media.credit })
    if (known?.hash === hash) return run.book.count('media', 'unchanged')
    await run.write((tx) => remember(tx, run.source, 'media', { sourceId, hash, targetId: media.id }, run.at))
    return run.book.count('media', 'updated')
  }
  const found = await fileOf(run, attachment, source)
  const skip = (reason: string) =>
    run.book.skip({ kind: 'media', id: sourceId, title: attachment.file || attachment.url, reason })
  if ('reason' in found) return skip(found.reason)
  const taken = await takeInMedia(run.house, run.actor, {
    bytes: found.bytes,
    fileName: found.name,
    sourceUrl: attachment.url,
    ...(attachment.alt && { alt: attachment.alt }),
    ...(attachment.caption && { caption: plainText(attachment.caption) }),
    ...(attachment.credit && { credit: attachment.credit }),
  })
  if (isFailure(taken)) return skip(taken.words)
  for (const warning of taken.warnings) run.book.warn(warning)
  const row = await mediaById(run.house.db, taken.id)
  keep(run, attachment, {
    id: taken.id,
    publicId: taken.publicId,
    kind: row?.kind ?? 'file',
    credit: row?.credit ?? '',
  })
  await run.write((tx) => remember(tx, run.source, 'media', { sourceId, hash, targetId: taken.id }, run.at))
  run.book.count('media', 'imported')
}

function keep(
  run: Import,
  attachment: Attachment,
  media: { id: number; publicId: string; kind: MediaFound['kind']; credit: string },
): void {
  run.media.set(attachment.id, {
    id: media.id,
    ref: media.publicId,
    ...(media.kind && { kind: media.kind }),
    alt: attachment.alt,
    caption: attachment.caption,
    credit: attachment.credit || media.credit,
    name: attachment.title || attachment.file,
  })
}

type Found = { bytes: Buffer; name: string } | { reason: string }

async function fileOf(
  run: Import,
  attachment: Attachment,
  source: Exclude<MediaSource, { kind: 'none' }>,
): Promise<Found> {
  const names = namesOf(attachment)
  if (source.kind === 'fetch') return fetched(run, attachment)
  if (source.kind === 'archive') return archived(source, names)
  return inFolder(source.folder, names)
}

/** As of a zip (start/media-zip.ts): a picture or sound that a page can show. */
const maxFileBytes = 256 * 1024 * 1024

/** The names stand in the export, which others wrote, and an uploads folder may hold links: neither leads out of it. */
async function inFolder(folder: string, names: readonly string[]): Promise<Found> {
  const root = await realPath(folder)
  if (root === undefined) return { reason: `is not in ${folder}` }
  let reason = `is not in ${folder}`
  for (const name of names) {
    try {
      const read = await readBelow([root], resolve(join(root, name)), maxFileBytes)
      if (typeof read === 'object') return { bytes: read.bytes, name }
      if (read === 'outside') reason = `leads out of ${folder}: give --media the folder that it really stands in`
      if (read === 'too-large') reason = `is larger than ${maxFileBytes / 1024 / 1024} MB, which is the most`
    } catch (error) {
      reason = `cannot be read: ${error instanceof Error ? error.message : String(error)}`
    }
  }
  return { reason }
}

async function archived(archive: Extract<MediaSource, { kind: 'archive' }>, names: readonly string[]): Promise<Found> {
  try {
    for (const name of names) {
      const bytes = await archive.read(name)
      if (bytes !== undefined) return { bytes, name }
    }
    return { reason: `is not in ${archive.name}` }
  } catch (error) {
    if (error instanceof Refusal) return { reason: error.message }
    throw error
  }
}

/** The picture as it was uploaded before the one that WordPress made smaller. */
function namesOf({ file, original }: Attachment): string[] {
  const names = [...(original === undefined ? [] : [join(dirname(file), original)]), file]
  return names.flatMap((name) => [name, normalForm(name, 'NFC'), normalForm(name, 'NFD')])
}

async function fetched(run: Import, { url, file }: Attachment): Promise<Found> {
  try {
    const { status, bytes } = await run.house.fetch(url, { maxBytes: 200 * 1024 * 1024 })
    return status === 200
      ? { bytes, name: file || (new URL(url).pathname.split('/').at(-1) ?? 'file') }
      : { reason: `the old site answered ${status} for ${url}` }
  } catch (error) {
    return { reason: `${url} could not be fetched: ${error instanceof Error ? error.message : String(error)}` }
  }
}
