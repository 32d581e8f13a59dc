import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { Refusal } from '../../kit/errors.ts'
import { ownFile, ownFolder } from '../../kit/own-files.ts'
import type { WordpressReport } from '../wordpress/run/import.ts'
import { openInbox, type Inbox } from './inbox.ts'
import { summaryOf, type Summary } from './summary.ts'

/**
 * How far the way from an export to a paper has come. It is kept on the disk, so that a process that was killed goes
 * on: collecting the files, importing them into the preview, ready to be looked at, then moving (the preview's files
 * become the paper's) or merging (the same import, into a house that exists).
 */
export type Step = 'collecting' | 'importing' | 'ready' | 'moving' | 'merging'
/** `isPaper`: it was said to be the paper; from then on stories in the paper are its own. */
export type Saved = { step: Step; fetchMedia: boolean; isPaper?: true }

/** The preview house's own data folder, in that of the paper. */
export function previewFolder(config: Config): string {
  return join(config.dataDir, 'preview')
}

export function previewConfig(config: Config): Config {
  const dataDir = previewFolder(config)
  return {
    ...config,
    dataDir,
    umask: 0o077,
    databaseUrl: undefined,
    smtp: undefined,
    media: { kind: 'disk', folder: join(dataDir, 'media') },
    pageShelfBytes: 0,
    host: '127.0.0.1',
    port: 0,
  }
}

export async function readSaved(config: Config): Promise<Saved> {
  const text = await readFile(join(previewFolder(config), 'step.json'), 'utf8').catch(() => undefined)
  // Written by the next function alone.
  return text === undefined ? { step: 'collecting', fetchMedia: false } : (JSON.parse(text) as Saved)
}

export async function save(config: Config, saved: Saved): Promise<void> {
  await putWhole(join(previewFolder(config), 'step.json'), JSON.stringify(saved))
}

/** The files that were sent for it. */
export function inboxOf(config: Config): Inbox {
  const { exportBytes, mediaBytes } = config.uploads
  return openInbox(join(previewFolder(config), 'sent'), { export: exportBytes, media: mediaBytes })
}

/** The whole report as JSON, which may be megabytes: it is handed on, and not read here. */
export function readReport(config: Config): Promise<string | undefined> {
  return readFile(join(previewFolder(config), 'report.json'), 'utf8').catch(() => undefined)
}

export async function readSummary(config: Config): Promise<Summary | undefined> {
  const text = await readFile(join(previewFolder(config), 'summary.json'), 'utf8').catch(() => undefined)
  // Written by the next function alone.
  return text === undefined ? undefined : (JSON.parse(text) as Summary)
}

export async function saveReport(config: Config, report: WordpressReport): Promise<void> {
  await putWhole(join(previewFolder(config), 'report.json'), JSON.stringify(report, null, 2))
  await putWhole(join(previewFolder(config), 'summary.json'), JSON.stringify(summaryOf(report)))
}

/** The old text or the new one, never half. */
async function putWhole(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: ownFolder })
  await writeFile(`${path}.new`, text, { mode: ownFile })
  await rename(`${path}.new`, path)
}

/** Where a finished import leaves its report. */
export function reportFile(config: Config): string {
  return join(config.dataDir, 'wordpress-import.json')
}

/** Leaves the report beside the paper; the files that were sent and what is left of the preview go. */
export async function clearPreview(config: Config): Promise<void> {
  const report = join(previewFolder(config), 'report.json')
  if (existsSync(report)) await rename(report, reportFile(config))
  await rm(previewFolder(config), { recursive: true, force: true })
}

/**
 * The closed preview's files become the paper's. Done twice it is the same: the database comes last, and with it the
 * paper is there.
 * @throws Refusal when another paper has come to be meanwhile
 */
export async function movePreview(config: Config): Promise<void> {
  const from = previewFolder(config)
  if (existsSync(join(from, 'house.db')) && existsSync(join(config.dataDir, 'house.db'))) {
    throw new Refusal(
      'conflict',
      `There are two papers: one in ${config.dataDir} and the one that was to move there, in ${from}. Nothing ` +
        'was moved; move one of them away.',
    )
  }
  if (config.media.kind === 'disk') await mergeFolder(join(from, 'media'), config.media.folder)
  for (const name of ['house.db-wal', 'house.db'])
    if (existsSync(join(from, name))) await rename(join(from, name), join(config.dataDir, name))
}

/** A process was killed between "make this my paper" and its end: the paper is made before anything is opened. */
export async function finishMoving(config: Config): Promise<void> {
  if ((await readSaved(config)).step !== 'moving') return
  await movePreview(config)
  await clearPreview(config)
}

async function mergeFolder(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch(() => [])
  await mkdir(to, { recursive: true })
  for (const entry of entries) {
    const target = join(to, entry.name)
    if (entry.isDirectory() && existsSync(target)) await mergeFolder(join(from, entry.name), target)
    else await rename(join(from, entry.name), target)
  }
}
