import type { Db } from '../db/schema.ts'

/** The queue as the house holds it; `open-queue.ts` makes it. */
export type Queue = {
  start(): void
  /** Takes no more jobs and waits for running ones; after `graceMs` their signal is aborted. */
  stop(graceMs?: number): Promise<void>
  wake(): void
  /** Runs everything that is ready, then returns. For tests and for commands that end. */
  drain(): Promise<void>
  /** Whether a failed job has nothing left to do. */
  isOver(db: Db, job: { name: string; payload: unknown }): Promise<boolean>
  counts(): Promise<{ ready: number; waiting: number; running: number; dead: number }>
}
