import { rm } from 'node:fs/promises'
import { Refusal } from '../../kit/errors.ts'
import { Stopped, type RunningImport, type ImportProgress } from './import-order.ts'
import type { Inbox } from './inbox.ts'
import { inboxOf, previewFolder, readReport, readSummary, reportFile, type Saved } from './preview-folder.ts'
import {
  closePreview,
  goTo,
  importPreview,
  isTaken,
  makePaper,
  openProgress,
  runImport,
  showPreview,
  type Around,
  type Progress,
} from './progress.ts'
import { filesOf, type Files } from './sent-files.ts'
import type { Summary } from './summary.ts'

export type State =
  /** There are stories here already, or a paper beside the demo: nothing is imported by this page. */
  | { step: 'taken' }
  | { step: 'collecting'; files: Files; fault: string | undefined }
  | { step: 'importing' | 'moving'; progress: ImportProgress | undefined; fault: string | undefined }
  | { step: 'ready'; summary: Summary; origin: string; fault: string | undefined }
  | { step: 'done'; summary: Summary | undefined; reportFile: string }

export type Desk = Pick<Inbox, 'append'> & {
  state(): Promise<State>
  take: Inbox['take']
  files(): Promise<Files>
  /** Looks at what was sent and begins. @throws Refusal in words; a file that cannot be used is gone then */
  begin(options: { fetchMedia: boolean }): Promise<void>
  /** Makes the preview the paper. It goes on by itself. */
  adopt(): Promise<void>
  /** Throws the preview and what was sent away. */
  discard(): Promise<void>
  /** As JSON. */
  report(): Promise<string | undefined>
  changes(signal: AbortSignal): AsyncIterable<void>
  /** Goes on where a former process stopped. */
  resume(): Promise<void>
  stop(): Promise<void>
}

const notTaken = 'Files are not taken in any more. Look at the start page for how things stand.'
const doneAlready = 'This was done already. Look at the start page for how things stand.'

export async function openDesk(around: Around): Promise<Desk> {
  const { config } = around
  const inbox = inboxOf(config)
  const progress = await openProgress(around)
  const { changes } = progress
  let beginning: Promise<void> | undefined
  /** Files that are being sent, from this browser or another. */
  let coming = 0

  async function haveStopped(): Promise<void> {
    await progress.running?.stop()
    await beginning?.catch(() => {})
    await progress.work
  }

  /** None comes in the place of one that the import has begun to read. */
  async function receive<T>(work: () => Promise<T>): Promise<T> {
    await assertCollecting(progress)
    if (beginning !== undefined) throw new Refusal('gone', notTaken)
    coming++
    try {
      return await work()
    } finally {
      coming--
    }
  }

  return {
    files: () => filesOf(inbox),
    report: () => readReport(config),
    changes: (signal) => changes.until(signal),
    append: (part, piece, body) => receive(() => inbox.append(part, piece, body)),
    take: (part, name, body) => receive(() => inbox.take(part, name, body)),
    state: () => stateOf(progress, inbox),
    async begin({ fetchMedia }) {
      await assertCollecting(progress)
      if (beginning !== undefined) throw new Refusal('gone', doneAlready)
      if (coming > 0)
        throw new Refusal('conflict', 'A file is still coming in, perhaps from another window. Begin when it is here.')
      const importing = runImport(progress, { into: 'preview', fetchMedia, isNew: true })
      beginning = beginWith(progress, importing, fetchMedia).finally(() => (beginning = undefined))
      await beginning
    },
    async adopt() {
      const words = 'There is no preview to be made the paper. Look at the start page for how things stand.'
      await assertAt(progress, 'ready', words)
      progress.fault = undefined
      await leave(progress, 'ready', { ...progress.saved, step: 'merging', isPaper: true })
      makePaper(progress)
    },
    async discard() {
      const { step } = progress.saved
      if (progress.finished !== undefined || step === 'moving' || step === 'merging')
        throw new Refusal('conflict', 'It is your paper already: there is no preview to throw away.')
      await haveStopped()
      await closePreview(progress)
      await rm(previewFolder(config), { recursive: true, force: true })
      progress.fault = undefined
      progress.saved = { step: 'collecting', fetchMedia: false }
      changes.tell()
    },
    async resume() {
      const { step, fetchMedia } = progress.saved
      if (step === 'ready') showPreview(progress)
      if (step === 'importing')
        importPreview(progress, runImport(progress, { into: 'preview', fetchMedia, isNew: false }))
      if (step === 'merging') makePaper(progress)
    },
    async stop() {
      changes.end()
      await haveStopped()
      await progress.preview?.close()
    },
  }
}

async function stateOf(progress: Progress, inbox: Inbox): Promise<State> {
  const { config } = progress.around
  if (progress.finished !== undefined) return { step: 'done', ...progress.finished, reportFile: reportFile(config) }
  if (await isTaken(progress)) return { step: 'taken' }
  const { saved, imported, fault } = progress
  if (saved.step === 'collecting') return { step: 'collecting', files: await filesOf(inbox), fault }
  if (saved.step === 'moving' || saved.step === 'merging') return { step: 'moving', progress: imported, fault }
  const summary = await readSummary(config)
  const { preview } = progress
  if (saved.step === 'importing' || !summary || !preview) return { step: 'importing', progress: imported, fault }
  return { step: 'ready', summary, origin: preview.origin, fault }
}

/** What cannot be used is told to whoever sent it, while they wait. */
async function beginWith(progress: Progress, importing: RunningImport, fetchMedia: boolean): Promise<void> {
  await importing.usable.catch((error: unknown) => {
    throw error instanceof Stopped ? new Refusal('gone', doneAlready) : error
  })
  await leave(progress, 'collecting', { step: 'importing', fetchMedia })
  importPreview(progress, importing)
}

async function assertAt(progress: Progress, step: Saved['step'], words: string): Promise<void> {
  if (progress.saved.step !== step || progress.finished !== undefined || (await isTaken(progress)))
    throw new Refusal('gone', words)
}

/** Of two who press the same button one comes first. */
async function leave(progress: Progress, step: Saved['step'], next: Saved): Promise<void> {
  if (progress.saved.step !== step) throw new Refusal('gone', doneAlready)
  await goTo(progress, next)
}

async function assertCollecting(progress: Progress): Promise<void> {
  await assertAt(progress, 'collecting', notTaken)
  progress.fault = undefined
}
