/**
 * The process that imports what the start page was given: no story, however it was written, holds up readers, and what
 * it costs in memory goes with it. It takes one order from the process that serves, and never outlives it.
 */
import { mkdirSync, readdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { openHouse } from '../house.ts'
import { Stopped, type ImportOrder, type ImportReply } from '../importers/start/import-order.ts'
import { inboxOf, previewConfig, previewFolder, saveReport } from '../importers/start/preview-folder.ts'
import { assertUsable, filesOf, importSent, spoken } from '../importers/start/sent-files.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { ownFolder } from '../kit/own-files.ts'
import { setSetting } from '../publication/set-setting.ts'

/** How often it says how far it is: a message costs the other side some of its readers' time. */
const tellMs = 50

// Ctrl-C and service managers signal the whole group; when to stop is said by the process that serves.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
process.once('disconnect', () => process.exit(1))
watchParent()
process.once('message', (order: ImportOrder) => void obey(order))

let isStopping = false

async function obey(order: ImportOrder): Promise<void> {
  process.once('message', () => (isStopping = true))
  const told = await carryOut(order).catch((error: unknown) => faultOf(error, order))
  process.send?.(told, () => process.exit())
}

async function carryOut(order: ImportOrder): Promise<ImportReply> {
  const { config, into, fetchMedia, settings, isNew } = order
  const inbox = inboxOf(config)
  using _ = lockedBy(previewFolder(config))
  if (isNew) {
    await assertUsable(inbox, await filesOf(inbox))
    tell({ told: 'usable' })
  }
  // Until here somebody waits for an answer.
  stepBack()
  await using house = await openHouse(
    into === 'preview' ? previewConfig(config) : config,
    {},
    { commitMs: 40, patience: 'unhurried' },
  )
  for (const [key, value] of Object.entries(settings ?? {})) await setSetting(house, operator, { key, value })
  await saveReport(config, await importSent(inbox, house, fetchMedia, progress()))
  return { told: 'done' }
}

function progress(): (phase: 'survey' | 'media' | 'stories', done: number, total: number) => void {
  let [toldAt, toldPhase] = [0, '']
  return (phase, done, total) => {
    if (isStopping) throw new Stopped()
    const at = performance.now()
    if (phase === toldPhase && at < toldAt + tellMs && done < total) return
    ;[toldAt, toldPhase] = [at, phase]
    tell({ told: 'progress', progress: { phase, done, total } })
  }
}

async function faultOf(error: unknown, { config }: ImportOrder): Promise<ImportReply> {
  if (error instanceof Stopped) return { told: 'stopped' }
  if (!(error instanceof Error)) return { told: 'broke', message: String(error) }
  if (!(error instanceof Refusal)) return { told: 'broke', message: error.stack ?? error.message }
  const inbox = inboxOf(config)
  return { told: 'refused', code: error.code, message: spoken(error.message, inbox, await filesOf(inbox)) }
}

function tell(told: ImportReply): void {
  process.send?.(told)
}

/**
 * One import at a time: that of a server which was killed may take a moment to end. SQLite holds the lock, and the
 * system takes it back with the process.
 */
function lockedBy(folder: string): Disposable {
  mkdirSync(folder, { recursive: true, mode: ownFolder })
  const lock = new DatabaseSync(join(folder, 'import.lock'), { timeout: 10_000 })
  lock.exec('begin exclusive')
  return { [Symbol.dispose]: () => lock.close() }
}

/** Readers come first. Linux keeps a priority for each thread, which new ones inherit; elsewhere processes have it. */
function stepBack(): void {
  const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid]
  for (const id of threads) {
    try {
      setPriority(id, constants.priority.PRIORITY_BELOW_NORMAL)
    } catch (error) {
      // A thread may just have ended.
      if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR')) throw error
    }
  }
}

/** A thread of its own, since this one may be busy for a long time and would not hear that the channel was closed. */
function watchParent(): void {
  if (process.platform === 'win32') return
  const end = `process.kill(process.pid, 'SIGKILL')`
  const watch = `const { ppid } = process; setInterval(() => process.ppid === ppid || ${end}, 200)`
  new Worker(watch, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 16 } }).unref()
}
