import { Refusal } from '../../kit/errors.ts'
import type { House } from '../../kit/house.ts'
import type { Progress } from '../report.ts'
import type { WordpressReport } from '../wordpress/run/import.ts'
import type { Phase } from '../wordpress/run/run.ts'
import type { Arrived, Inbox } from './inbox.ts'
import type { MediaZip } from './media-zip.ts'

/** Loaded when somebody brings an export: every start would carry them, 20 MB and a tenth of a second (2026-11-25). */
const importer = () => import('../wordpress/run/import.ts')
const zips = () => import('./media-zip.ts')

export type Files = { export?: Arrived | undefined; media?: Arrived | undefined }

export async function filesOf(inbox: Inbox): Promise<Files> {
  return { export: await inbox.arrived('export'), media: await inbox.arrived('media') }
}

/**
 * Before anything is made for them. A file that cannot be used goes, so that another takes its place; the other one
 * stays.
 * @throws Refusal in words
 */
export async function assertUsable(inbox: Inbox, files: Files): Promise<void> {
  if (files.export === undefined)
    throw new Refusal('invalid', 'Choose the export first: the .xml file that WordPress gives under Tools, Export.')
  for (const file of [files.export, files.media])
    if (file !== undefined && !isWhole(file))
      throw new Refusal(
        'invalid',
        `“${file.name}” has not come in whole. Choose the same file again: it goes on where it stopped.`,
      )
  try {
    await (await importer()).assertExport(inbox.path('export'))
  } catch (error) {
    await inbox.remove('export')
    if (error instanceof Refusal) throw new Refusal('invalid', spoken(error.message, inbox, files), { cause: error })
    throw error
  }
  if (files.media === undefined) return
  try {
    ;(await (await zips()).openMediaZip(inbox.path('media'), files.media.name)).close()
  } catch (error) {
    await inbox.remove('media')
    throw error
  }
}

export async function importSent(
  inbox: Inbox,
  house: House,
  fetchMedia: boolean,
  progress: Progress<Phase>,
): Promise<WordpressReport> {
  const { media } = await filesOf(inbox)
  const zip: MediaZip | undefined = media && (await (await zips()).openMediaZip(inbox.path('media'), media.name))
  try {
    return await (
      await importer()
    ).importWordpress(house, {
      file: inbox.path('export'),
      media: zip?.source ?? { kind: fetchMedia ? 'fetch' : 'none' },
      progress,
    })
  } finally {
    zip?.close()
  }
}

/** A file is called as its owner calls it. */
export function spoken(message: string, inbox: Inbox, files: Files): string {
  return message.replaceAll(inbox.path('export'), `“${files.export?.name ?? 'export.xml'}”`)
}

function isWhole(file: Arrived): boolean {
  return file.received === file.bytes
}
