import { rm } from 'node:fs/promises'
import { newestCards } from '../../articles/list-store.ts'
import type { Config } from '../../config.ts'
import { Refusal } from '../../kit/errors.ts'
import type { House } from '../../kit/house.ts'
import { openChanges } from './changes.ts'
import { Stopped, type ImportOrder, type RunningImport, type Way } from './import-order.ts'
import type { Inbox } from './inbox.ts'
import {
  clearPreview,
  inboxOf,
  movePreview,
  previewFolder,
  readReport,
  readSaved,
  readSummary,
  reportFile,
  save,
  type Saved,
} from './preview-folder.ts'
import { filesOf, type Files } from './sent-files.ts'
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
  runImport(order: ImportOrder, onWay: (way: Way) => void): RunningImport
}
export type Preview = { house: House; origin: string; close(): Promise<void> }

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
  const changes = openChanges()
  let saved = await readSaved(config)
  let preview: Preview | undefined
  let way: Way | undefined
  let fault: string | undefined
  let finished: { summary: Summary | undefined } | undefined
  let work: Promise<void> = Promise.resolve()
  let running: RunningImport | undefined
  let beginning: Promise<void> | undefined
  /** Files that are being sent, from this browser or another. */
  let coming = 0

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
        fault = error instanceof Refusal ? error.message : `It broke off: ${firstLine(error)}`
        await onFault()
        changes.tell()
      })
      .catch((error: unknown) => log.error({ error }, 'the start page cannot go back'))
  }

  function run(into: ImportOrder['into'], fetchMedia: boolean, isNew: boolean): RunningImport {
    const live = around.served().settings.current()
    const settings = into === 'preview' && !live.demo ? live : undefined
    return (running = around.runImport({ config, into, fetchMedia, settings, isNew }, (at) => {
      way = at
      changes.tellSoon()
    }))
  }

  /** What cannot be used is told to whoever sent it, while they wait. */
  async function beginWith(importing: RunningImport, fetchMedia: boolean): Promise<void> {
    await importing.usable.catch((error: unknown) => {
      throw error instanceof Stopped ? new Refusal('gone', doneAlready) : error
    })
    await leave('collecting', { step: 'importing', fetchMedia })
    importPreview(importing)
  }

  function importPreview(importing: RunningImport): void {
    inBackground(
      async () => {
        await importing.done
        preview ??= await around.openPreview()
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
    const canMove =
      config.databaseUrl === undefined && config.media.kind === 'disk' && around.served().settings.current().demo
    inBackground(
      async () => {
        if (around.served().settings.current().demo) {
          // Who follows would keep the demo from going quiet; browsers come back by themselves.
          changes.hangUp()
          await around.moveIn(() => closeAndMove(canMove))
        }
        if (!canMove) await mergeIn()
        const summary = await readSummary(config)
        await preview?.close()
        preview = undefined
        await clearPreview(config)
        saved = { step: 'collecting', fetchMedia: false }
        finished = { summary }
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

  /** Another process has written; the page that says so must not speak of the paper as it was. */
  async function mergeIn(): Promise<void> {
    await run('paper', saved.fetchMedia, false).done
    const house = around.served()
    await house.settings.reload()
    house.pages.clear()
  }

  async function closeAndMove(canMove: boolean): Promise<void> {
    if (!canMove) return
    await preview?.close()
    preview = undefined
    await go({ ...saved, step: 'moving' })
    await movePreview(config)
  }

  async function haveStopped(): Promise<void> {
    await running?.stop()
    await beginning?.catch(() => {})
    await work
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
    if (saved.step !== step) throw new Refusal('gone', doneAlready)
    await go(next)
  }

  async function assertCollecting(): Promise<void> {
    await assertAt('collecting', notTaken)
    fault = undefined
  }

  /** None comes in the place of one that the import has begun to read. */
  async function receive<T>(work: () => Promise<T>): Promise<T> {
    await assertCollecting()
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
    async state() {
      if (finished !== undefined) return { step: 'done', ...finished, reportFile: reportFile(config) }
      if (await isTaken()) return { step: 'taken' }
      if (saved.step === 'collecting') return { step: 'collecting', files: await filesOf(inbox), fault }
      if (saved.step === 'moving' || saved.step === 'merging') return { step: 'moving', way, fault }
      const summary = await readSummary(config)
      if (saved.step === 'importing' || !summary || !preview) return { step: 'importing', way, fault }
      return { step: 'ready', summary, origin: preview.origin, fault }
    },
    async begin({ fetchMedia }) {
      await assertCollecting()
      if (beginning !== undefined) throw new Refusal('gone', doneAlready)
      if (coming > 0)
        throw new Refusal('conflict', 'A file is still coming in, perhaps from another window. Begin when it is here.')
      beginning = beginWith(run('preview', fetchMedia, true), fetchMedia).finally(() => (beginning = undefined))
      await beginning
    },
    async adopt() {
      await assertAt('ready', 'There is no preview to be made the paper. Look at the start page for how things stand.')
      fault = undefined
      await leave('ready', { ...saved, step: 'merging', isPaper: true })
      makePaper()
    },
    async discard() {
      if (finished !== undefined || saved.step === 'moving' || saved.step === 'merging')
        throw new Refusal('conflict', 'It is your paper already: there is no preview to throw away.')
      await haveStopped()
      await preview?.close()
      preview = undefined
      await rm(previewFolder(config), { recursive: true, force: true })
      fault = undefined
      saved = { step: 'collecting', fetchMedia: false }
      changes.tell()
    },
    async resume() {
      if (saved.step === 'ready') showPreview()
      if (saved.step === 'importing') importPreview(run('preview', saved.fetchMedia, false))
      if (saved.step === 'merging') makePaper()
    },
    async stop() {
      changes.end()
      await haveStopped()
      await preview?.close()
    },
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}
