/**
 * Before a story is converted: the files that it names and the run does not know yet. They came with an earlier run or
 * another file of the export, or they lie in the uploads folder without a record.
 */
import { pathTarget } from '../../../articles/path-store.ts'
import { mediaById } from '../../../media/store.ts'
import { remembered } from '../../memory-store.ts'
import { addUpload, uploadedFile } from '../addresses.ts'
import type { WpPost } from '../fields.ts'
import { takeInNamed } from './media.ts'
import type { Import } from './run.ts'

/** Of one story: as many files that have no record of their own are looked for. */
const maxNamed = 2_000
/** What was looked for and is not there is looked for once. */
const maxMissing = 100_000

export async function prepareMedia(run: Import, posts: readonly WpPost[]): Promise<void> {
  if (run.hasOlderMedia) await recallNumbers(run, posts.flatMap(numbersIn))
  if (run.hasOlderStories) await recallBlocks(run, posts)
  for (const post of posts) for (const address of addressesIn(run, post)) await bringAddress(run, address)
}

/** Attachments of another file of this site, by the numbers that earlier runs remembered. */
async function recallNumbers(run: Import, numbers: readonly number[]): Promise<void> {
  const unknown = [...new Set(numbers)].filter((id) => !run.media.has(id))
  if (unknown.length === 0) return
  for (const [id, { targetId }] of await remembered(run.house.db, run.source, 'media', unknown.map(String))) {
    if (targetId !== null) await recall(run, Number(id), targetId)
  }
}

/** Reusable blocks of another file of this site. */
async function recallBlocks(run: Import, posts: readonly WpPost[]): Promise<void> {
  const { blocks } = run.survey
  const wanted = posts.flatMap(({ content }) =>
    [...content.matchAll(/"ref":(\d{1,12})\b/gu)].map(([, id]) => Number(id)),
  )
  const unknown = [...new Set(wanted)].filter((id) => !blocks.has(id))
  if (unknown.length === 0) return
  for (const [id, { words }] of await remembered(run.house.db, run.source, 'block', unknown.map(String)))
    if (words != null) blocks.set(Number(id), words)
}

async function recall(run: Import, number: number, mediaId: number): Promise<boolean> {
  const media = await mediaById(run.house.db, mediaId)
  if (media === undefined) return false
  run.media.set(number, {
    id: media.id,
    ref: media.publicId,
    kind: media.kind,
    alt: media.alt,
    caption: media.caption,
    credit: media.credit,
    name: media.fileName,
  })
  return true
}

async function bringAddress(run: Import, address: string): Promise<void> {
  const file = uploadedFile(address)
  if (file === '' || run.mediaBy(address) !== undefined || run.missingFiles.has(file)) return
  const number = -1_000_000_000 - run.survey.uploads.size
  const older = run.hasOlderMedia ? await olderMedia(run, file) : undefined
  const isThere =
    older === undefined ? await takeInNamed(run, { address, file, number }) : await recall(run, number, older)
  if (isThere) addUpload(run.survey.uploads, address, number)
  else if (run.missingFiles.size < maxMissing) run.missingFiles.add(file)
}

/** By the address at which the file answers since it was taken in. */
async function olderMedia(run: Import, file: string): Promise<number | undefined> {
  const target = await pathTarget(run.house.db, `/wp-content/uploads/${file}`)
  return target?.kind === 'media' ? target.mediaId : undefined
}

const numbers =
  /wp-image-(\d{1,12})|attachment_(\d{1,12})|"(?:id|mediaId|imageId|image|ref)":(\d{1,12})\b|\b(?:ids|images?|image_id|include)\s*[=:]\s*["'[]([\d,\s]{1,5000})/giu

function numbersIn({ content, featuredMediaId }: WpPost): number[] {
  const found = [...content.matchAll(numbers)].flatMap((match) =>
    (match[1] ?? match[2] ?? match[3] ?? match[4] ?? '').split(','),
  )
  return [featuredMediaId ?? 0, ...found.map(Number)].filter((id) => Number.isSafeInteger(id) && id > 0)
}

const common = ['/wp-content/uploads/', '/files/', '/app/uploads/']
const edge = /[\s"'<>()[\]{}\\,|]/u

/** Addresses of files below the site's uploads, as the story writes them, each once. */
function addressesIn(run: Import, post: WpPost): string[] {
  const found = new Set<string>()
  const texts = [
    post.content,
    post.excerpt,
    ...post.meta.map(({ value }) => value).filter((value) => value.includes('://')),
  ]
  for (const folder of new Set([...common, ...run.survey.uploadFolders])) {
    for (const text of texts) {
      for (let at = text.indexOf(folder); at !== -1 && found.size < maxNamed; at = text.indexOf(folder, at + 1)) {
        const address = addressAt(text, at)
        if (isOurs(run, address)) found.add(address)
      }
    }
  }
  return [...found]
}

/** What stands around a place up to the next edge on either side. */
function addressAt(text: string, at: number): string {
  let [start, end] = [at, at]
  while (start > 0 && at - start < 300 && !edge.test(text.charAt(start - 1))) start--
  while (end < text.length && end - at < 1000 && !edge.test(text.charAt(end))) end++
  const address = text.slice(start, end).replaceAll('&amp;', '&')
  const over = address.search(/&(?:quot|#0?3[49]|gt);/u)
  return over === -1 ? address : address.slice(0, over)
}

function isOurs(run: Import, address: string): boolean {
  if (!/\.[a-z\d]{2,5}([?#]|$)/iu.test(address)) return false
  if (address.startsWith('/') && !address.startsWith('//')) return true
  const absolute = address.startsWith('//') ? `https:${address}` : address
  return run.isOfSite(absolute)
}
