import { basename, dirname, join, resolve } from 'node:path'
import { readBelow, realPath } from '../../../kit/below.ts'
import { Refusal } from '../../../kit/errors.ts'
import { normalForm } from '../../../kit/normal-form.ts'
import { isFailure } from '../../../kit/outcome.ts'
import { uploadedName } from '../../../media/generated-names.ts'
import { mediaById } from '../../../media/store.ts'
import { takeInMedia } from '../../../media/take-in.ts'
import { hashOf, remember, remembered } from '../../memory-store.ts'
import { uploadedFile } from '../addresses.ts'
import type { MediaFound } from '../content/context.ts'
import { postOf, type WpAttachment } from '../fields.ts'
import type { Identified } from '../identity.ts'
import { attachmentNumbers } from '../survey.ts'
import { plainText } from '../text.ts'
import { itemsOf } from './events.ts'
import { identify } from './identify.ts'
import { countOf, type Import } from './run.ts'

/** An attachment's own record: its number in this run, and what stands in it. */
type Attachment = WpAttachment & { number: number; title: string }

/**
 * A pass of its own over the files, before the stories: takes in every attachment's file, from the uploads folder or
 * from the old site. Without either it finds what earlier runs took in.
 */
export async function importMedia(run: Import): Promise<void> {
  let files = 0
  const total = countOf(run.survey, 'attachment')
  const numberOf = attachmentNumbers()
  for await (const item of itemsOf(run)) {
    if (item.fields.get('wp:post_type')?.trim() !== 'attachment') continue
    const post = postOf(item, run.survey.clock)
    if (post.attachment === undefined) continue
    run.progress('media', ++files, total)
    await importAttachment(run, { ...post.attachment, number: numberOf(post.id), title: post.title }, post)
  }
}

export const noFiles =
  'no files were given: import again with --media FOLDER or --fetch-media, or with a zip on the start page'

async function importAttachment(run: Import, attachment: Attachment, post: Identified): Promise<void> {
  const [item] = await identify(run, 'media', [post])
  if (item === undefined) return
  const { sourceId, before: known } = item
  const hash = hashOf([attachment.file, attachment.original, attachment.alt, attachment.caption, attachment.credit])
  const media = known?.targetId == null ? undefined : await mediaById(run.house.db, known.targetId)
  const skip = (reason: string) =>
    run.book.skip({ kind: 'media', id: sourceId, title: attachment.file || attachment.url, reason })
  if (media !== undefined)
    keep(run, attachment, { id: media.id, publicId: media.publicId, kind: media.kind, credit: media.credit })
  if (!('mark' in item))
    return skip(
      item.kind === 'twin' ? 'stands in the files more than once' : 'has number and address of another attachment',
    )
  const { mark } = item
  if (media !== undefined) {
    if (known?.hash === hash) return run.book.count('media', 'unchanged')
    await run.write((tx) => remember(tx, run.source, 'media', { sourceId, hash, targetId: media.id, mark }, run.at))
    return run.book.count('media', 'updated')
  }
  const found = await fileOf(run, attachment)
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
  await run.write((tx) => remember(tx, run.source, 'media', { sourceId, hash, targetId: taken.id, mark }, run.at))
  run.book.count('media', 'imported')
}

/** A file that a story names and no attachment does: uploaded by other ways, or its record is not in the export. */
export type Named = { address: string; file: string; number: number }

/** Takes such a file in when it is there. Whether it is now known by that number. */
export async function takeInNamed(run: Import, { address, file, number }: Named): Promise<boolean> {
  if (run.mediaSource.kind === 'none') return false
  const sourceId = `file:${file}`
  const known = (await remembered(run.house.db, run.source, 'media', [sourceId])).get(sourceId)
  const media = known?.targetId == null ? undefined : await mediaById(run.house.db, known.targetId)
  const original = uploadedName(file) === file ? undefined : basename(uploadedName(file))
  const attachment = { ...nothingKnown, url: address, file, original, number, title: '' }
  if (media !== undefined) {
    keep(run, attachment, { id: media.id, publicId: media.publicId, kind: media.kind, credit: media.credit })
    run.book.count('media', 'unchanged')
    return true
  }
  const found = await fileOf(run, attachment)
  if ('reason' in found) return false
  const { actor } = run
  const taken = await takeInMedia(run.house, actor, { bytes: found.bytes, fileName: found.name, sourceUrl: address })
  if (isFailure(taken)) {
    run.book.skip({ kind: 'media', id: sourceId, title: file, reason: taken.words })
    return false
  }
  const row = await mediaById(run.house.db, taken.id)
  keep(run, attachment, {
    id: taken.id,
    publicId: taken.publicId,
    kind: row?.kind ?? 'file',
    credit: row?.credit ?? '',
  })
  await run.write((tx) => remember(tx, run.source, 'media', { sourceId, hash: '', targetId: taken.id }, run.at))
  run.book.count('media', 'imported')
  return true
}

const nothingKnown = {
  width: undefined,
  height: undefined,
  mime: '',
  alt: '',
  caption: '',
  description: '',
  credit: '',
} satisfies Partial<WpAttachment>

function keep(
  run: Import,
  attachment: Attachment,
  media: { id: number; publicId: string; kind: MediaFound['kind']; credit: string },
): void {
  run.media.set(attachment.number, {
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

async function fileOf(run: Import, attachment: Attachment): Promise<Found> {
  const source = run.mediaSource
  if (source.kind === 'none') return { reason: noFiles }
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

async function archived(
  archive: Extract<Import['mediaSource'], { kind: 'archive' }>,
  names: readonly string[],
): Promise<Found> {
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

/**
 * Where the file may lie below the folder: by its field, by its address, and with what the address has before its month
 * (a network's `sites/3/`). First the picture as it was uploaded before the one that WordPress made smaller.
 */
function namesOf({ file, original, url }: Attachment): string[] {
  const known = [...new Set([file, uploadedFile(url), networkFile(url)].filter((name) => name !== ''))]
  const names = known.flatMap((name) => [
    ...(original === undefined ? [] : [join(dirname(name), original)]),
    name,
    uploadedName(name),
  ])
  return [...new Set(names.flatMap((name) => [name, normalForm(name, 'NFC'), normalForm(name, 'NFD')]))]
}

function networkFile(url: string): string {
  return /\/uploads\/(sites\/\d{1,9}\/[^?#]{1,1000})/u.exec(url)?.[1] ?? ''
}

async function fetched(run: Import, { url: written, file }: Attachment): Promise<Found> {
  const url = written.startsWith('/') && run.site !== undefined ? new URL(written, run.site.link).href : written
  try {
    const { status, bytes } = await run.house.fetch(url, { maxBytes: 200 * 1024 * 1024 })
    return status === 200
      ? { bytes, name: file || (new URL(url).pathname.split('/').at(-1) ?? 'file') }
      : { reason: `the old site answered ${status} for ${url}` }
  } catch (error) {
    return { reason: `${url} could not be fetched: ${error instanceof Error ? error.message : String(error)}` }
  }
}
