import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { newestCards } from '../../articles/lists.ts'
import type { Config } from '../../config.ts'
import { unhurried } from '../../kit/db/patience.ts'
import { Refusal } from '../../kit/errors.ts'
import type { House } from '../../kit/house.ts'
import { setSetting } from '../../kit/settings.ts'
import type { Phase, WordpressReport } from '../wordpress/run/import.ts'
import { openChanges } from './changes.ts'
import { openInbox, type Inbox } from './inbox.ts'
import { clearPreview, movePreview, previewFolder, readReport, readSaved, reportFile, save, saveReport, type Saved } from './preview-folder.ts'
import { assertUsable, filesOf, importSent, spoken, type Files } from './sent-files.ts'
import { summaryOf, type Summary } from './summary.ts'

/** The process around: it opens houses and serves them. */
export type Around = {
  config: Config
  served(): House
  /** A paper has been started in the configured folder; with the demo being served, it is another one. */
  hasPaper(): boolean
  openPreview(): Promise<Preview>
  /** Serves the configured paper in the place of the demo; `work` runs when the demo has gone quiet. */
  moveIn(work: () => Promise<void>): Promise<void>
}
export type Preview = { house: House; origin: string; close(): Promise<void> }

type Way = { phase: Phase; done: number; total: number }

export type State =
  /** There are stories here already, or a paper beside the demo: nothing is imported by this page. */
  | { step: 'taken' }
  | { step: 'collecting'; files: Files; fault: string | undefined }
  | { step: 'importing' | 'moving'; way: Way | undefined; fault: string | undefined }
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
  report(): Promise<WordpressReport | undefined>
  changes(signal: AbortSignal): AsyncIterable<void>
  /** Goes on where a former process stopped. */
  resume(): Promise<void>
  stop(): Promise<void>
}

class Stopped extends Error {}

export async function openDesk(around: Around): Promise<Desk> {
  const { config } = around
  const inbox = openInbox(join(previewFolder(config), 'sent'), { export: config.uploads.exportBytes, media: config.uploads.mediaBytes })
  const changes = openChanges()
  let saved = await readSaved(config)
  let preview: Preview | undefined
  let way: Way | undefined
  let fault: string | undefined
  let finished: { summary: Summary | undefined } | undefined
  let work: Promise<void> = Promise.resolve()
  let isStopping = false

  async function go(next: Saved): Promise<void> {
    await save(config, (saved = next))
    way = undefined
    changes.tell()
  }

  /** What the process does by itself; a fault is told on the page, a stop leaves the step as it is. */
  function inBackground(task: () => Promise<void>, onFault: () => Promise<void>): void {
    const { log } = around.served()
    work = task()
      .catch(async (error: unknown) => {
        if (error instanceof Stopped) return
        log.error({ error }, 'the import from the start page broke off')
        fault = error instanceof Refusal ? spoken(error.message, inbox, await filesOf(inbox)) : `It broke off: ${error instanceof Error ? error.message : String(error)}`
        await onFault()
        changes.tell()
      })
      .catch((error: unknown) => log.error({ error }, 'the start page cannot go back'))
  }

  function importInto(house: House): Promise<WordpressReport> {
    return unhurried(() => importSent(inbox, house, saved.fetchMedia, (phase, done, total) => {
      if (isStopping) throw new Stopped()
      way = { phase, done, total }
      changes.tellSoon()
    }))
  }

  function importPreview(): void {
    inBackground(
      async () => {
        preview ??= await around.openPreview()
        const live = around.served().settings.current()
        if (!live.demo) for (const [key, value] of Object.entries(live)) await setSetting(preview.house, { key, value })
        await saveReport(config, await importInto(preview.house))
        await go({ ...saved, step: 'ready' })
      },
      () => go({ ...saved, step: 'collecting' }),
    )
  }

  function showPreview(): void {
    inBackground(
      async () => {
        preview = await around.openPreview()
        changes.tell()
      },
      () => go({ ...saved, step: 'collecting' }),
    )
  }

  /** Everything is where the paper will look for it, or else comes in once more by the same import. */
  function makePaper(): void {
    const canMove = config.databaseUrl === undefined && config.media.kind === 'disk' && around.served().settings.current().demo
    inBackground(
      async () => {
        if (around.served().settings.current().demo) {
          // Who follows would keep the demo from going quiet; browsers come back by themselves.
          changes.hangUp()
          await around.moveIn(() => closeAndMove(canMove))
        }
        if (!canMove) await saveReport(config, await importInto(around.served()))
        const report = await readReport(config)
        await preview?.close()
        preview = undefined
        await clearPreview(config)
        saved = { step: 'collecting', fetchMedia: false }
        finished = { summary: report && summaryOf(report) }
        changes.tell()
      },
      async () => {
        // Its files have moved: what is left is done by the next start.
        if (saved.step === 'moving' && around.hasPaper()) return
        await go({ ...saved, step: 'ready' })
        preview ??= await around.openPreview()
      },
    )
  }

  async function closeAndMove(canMove: boolean): Promise<void> {
    if (!canMove) return
    await preview?.close()
    preview = undefined
    await go({ ...saved, step: 'moving' })
    await movePreview(config)
  }

  async function isTaken(): Promise<boolean> {
    if (saved.isPaper) return false
    const house = around.served()
    return house.settings.current().demo ? around.hasPaper() : (await newestCards(house.db, { limit: 1 })).length > 0
  }

  async function assertAt(step: Saved['step'], words: string): Promise<void> {
    if (saved.step !== step || finished !== undefined || (await isTaken())) throw new Refusal('gone', words)
  }

  /** Of two who press the same button one comes first. */
  async function leave(step: Saved['step'], next: Saved): Promise<void> {
    if (saved.step !== step) throw new Refusal('gone', 'This was done already. Look at the start page for how things stand.')
    await go(next)
  }

  async function assertCollecting(): Promise<void> {
    await assertAt('collecting', 'Files are not taken in any more. Look at the start page for how things stand.')
    fault = undefined
  }

  return {
    files: () => filesOf(inbox),
    report: () => readReport(config),
    changes: (signal) => changes.until(signal),
    async append(part, piece, body) {
      await assertCollecting()
      return inbox.append(part, piece, body)
    },
    async take(part, name, body) {
      await assertCollecting()
      return inbox.take(part, name, body)
    },
    async state() {
      if (finished !== undefined) return { step: 'done', ...finished, reportFile: reportFile(config) }
      if (await isTaken()) return { step: 'taken' }
      if (saved.step === 'collecting') return { step: 'collecting', files: await filesOf(inbox), fault }
      if (saved.step === 'moving' || saved.step === 'merging') return { step: 'moving', way, fault }
      const report = await readReport(config)
      if (saved.step === 'importing' || report === undefined || preview === undefined) return { step: 'importing', way, fault }
      return { step: 'ready', summary: summaryOf(report), origin: preview.origin, fault }
    },
    async begin({ fetchMedia }) {
      await assertCollecting()
      const sent = await filesOf(inbox)
      await assertUsable(inbox, sent)
      await leave('collecting', { step: 'importing', fetchMedia })
      importPreview()
    },
    async adopt() {
      await assertAt('ready', 'There is no preview to be made the paper. Look at the start page for how things stand.')
      fault = undefined
      await leave('ready', { ...saved, step: 'merging', isPaper: true })
      makePaper()
    },
    async discard() {
      if (finished !== undefined || saved.step === 'moving' || saved.step === 'merging') throw new Refusal('conflict', 'It is your paper already: there is no preview to throw away.')
      isStopping = true
      await work
      isStopping = false
      await preview?.close()
      preview = undefined
      await rm(previewFolder(config), { recursive: true, force: true })
      fault = undefined
      saved = { step: 'collecting', fetchMedia: false }
      changes.tell()
    },
    async resume() {
      if (saved.step === 'ready') showPreview()
      if (saved.step === 'importing') importPreview()
      if (saved.step === 'merging') makePaper()
    },
    async stop() {
      isStopping = true
      changes.end()
      await work
      await preview?.close()
    },
  }
}
