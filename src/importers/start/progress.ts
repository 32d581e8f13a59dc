import { newestCards } from '../../articles/list-store.ts'
import type { Config } from '../../config.ts'
import { Refusal } from '../../kit/errors.ts'
import type { House } from '../../kit/house.ts'
import { openChanges } from './changes.ts'
import { Stopped, type ImportOrder, type RunningImport, type ImportProgress } from './import-order.ts'
import { clearPreview, movePreview, readSaved, readSummary, save, type Saved } from './preview-folder.ts'
import type { Summary } from './summary.ts'

/** The process around: it opens houses and serves them. */
export type Around = {
  config: Config
  served(): House
  /** A paper has been started in the configured folder; with the demo being served, it is another one. */
  hasPaper(): boolean
  openPreview(): Promise<Preview>
  /** Serves the configured paper in the place of the demo; `work` runs when the demo has gone quiet. */
  moveIn(work: () => Promise<void>): Promise<void>
  /** Imports what was sent, in a process of its own. */
  runImport(order: ImportOrder, onProgress: (progress: ImportProgress) => void): RunningImport
}
export type Preview = { house: House; origin: string; close(): Promise<void> }

/** How far an import from the start page has come, and what the process does for it by itself. */
export type Progress = {
  around: Around
  changes: ReturnType<typeof openChanges>
  /** As it is on the disk, for the next process. */
  saved: Saved
  preview: Preview | undefined
  imported: ImportProgress | undefined
  /** For whoever looks at the page. */
  fault: string | undefined
  finished: { summary: Summary | undefined } | undefined
  /** What is under way in the background. */
  work: Promise<void>
  running: RunningImport | undefined
}

export async function openProgress(around: Around): Promise<Progress> {
  return {
    around,
    changes: openChanges(),
    saved: await readSaved(around.config),
    preview: undefined,
    imported: undefined,
    fault: undefined,
    finished: undefined,
    work: Promise.resolve(),
    running: undefined,
  }
}

export async function goTo(progress: Progress, next: Saved): Promise<void> {
  progress.saved = next
  await save(progress.around.config, next)
  progress.imported = undefined
  progress.changes.tell()
}

export function runImport(
  progress: Progress,
  { into, fetchMedia, isNew }: Pick<ImportOrder, 'into' | 'fetchMedia' | 'isNew'>,
): RunningImport {
  const { around, changes } = progress
  const live = around.served().settings.current()
  const settings = into === 'preview' && !live.demo ? live : undefined
  const running = around.runImport({ config: around.config, into, fetchMedia, settings, isNew }, (imported) => {
    progress.imported = imported
    changes.tellSoon()
  })
  progress.running = running
  return running
}

/** Waits for an import into the preview, then shows it. */
export function importPreview(progress: Progress, importing: RunningImport): void {
  inBackground(
    progress,
    async () => {
      await importing.done
      progress.preview ??= await progress.around.openPreview()
      await goTo(progress, { ...progress.saved, step: 'ready' })
    },
    () => goTo(progress, { ...progress.saved, step: 'collecting' }),
  )
}

/** Shows a preview that a former process has made. */
export function showPreview(progress: Progress): void {
  inBackground(
    progress,
    async () => {
      progress.preview = await progress.around.openPreview()
      progress.changes.tell()
    },
    () => goTo(progress, { ...progress.saved, step: 'collecting' }),
  )
}

/** Everything is where the paper will look for it, or else comes in once more by the same import. */
export function makePaper(progress: Progress): void {
  const { around, changes } = progress
  const { config } = around
  const canMove =
    config.databaseUrl === undefined && config.media.kind === 'disk' && around.served().settings.current().demo
  inBackground(
    progress,
    async () => {
      if (around.served().settings.current().demo) {
        // Who follows would keep the demo from going quiet; browsers come back by themselves.
        changes.hangUp()
        await around.moveIn(() => closeAndMove(progress, canMove))
      }
      if (!canMove) await mergeIn(progress)
      const summary = await readSummary(config)
      await closePreview(progress)
      await clearPreview(config)
      progress.saved = { step: 'collecting', fetchMedia: false }
      progress.finished = { summary }
      changes.tell()
    },
    async () => {
      // Its files have moved: what is left is done by the next start.
      if (progress.saved.step === 'moving' && around.hasPaper()) return
      await goTo(progress, { ...progress.saved, step: 'ready' })
      progress.preview ??= await around.openPreview()
    },
  )
}

/** Another process has written; the page that says so must not speak of the paper as it was. */
async function mergeIn(progress: Progress): Promise<void> {
  const { fetchMedia } = progress.saved
  await runImport(progress, { into: 'paper', fetchMedia, isNew: false }).done
  const house = progress.around.served()
  await house.settings.reload()
  house.pages.clear()
}

async function closeAndMove(progress: Progress, canMove: boolean): Promise<void> {
  if (!canMove) return
  await closePreview(progress)
  await goTo(progress, { ...progress.saved, step: 'moving' })
  await movePreview(progress.around.config)
}

export async function closePreview(progress: Progress): Promise<void> {
  await progress.preview?.close()
  progress.preview = undefined
}

/** Whether there are stories here already, or a paper beside the demo, that did not come from this page. */
export async function isTaken({ saved, around }: Progress): Promise<boolean> {
  if (saved.isPaper) return false
  const house = around.served()
  return house.settings.current().demo ? around.hasPaper() : (await newestCards(house.db, { limit: 1 })).length > 0
}

/** What the process does by itself; a fault is told on the page, a stop leaves the step as it is. */
function inBackground(progress: Progress, task: () => Promise<void>, onFault: () => Promise<void>): void {
  const { log } = progress.around.served()
  progress.work = task()
    .catch(async (error: unknown) => {
      if (error instanceof Stopped) return
      log.error({ error }, 'the import from the start page broke off')
      progress.fault = error instanceof Refusal ? error.message : `It broke off: ${firstLine(error)}`
      await onFault()
      progress.changes.tell()
    })
    .catch((error: unknown) => log.error({ error }, 'the start page cannot go back'))
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}
