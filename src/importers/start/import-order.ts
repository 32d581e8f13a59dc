/** What the serving process and the one that imports say to each other. */
import type { Config } from '../../config.ts'
import type { RefusalCode } from '../../kit/errors.ts'
import type { Settings } from '../../kit/settings.ts'
import type { Phase } from '../wordpress/run/run.ts'

export type ImportProgress = { phase: Phase; done: number; total: number }

export type ImportOrder = {
  config: Config
  /** The preview house, or the paper that exists. */
  into: 'preview' | 'paper'
  fetchMedia: boolean
  /** Of the paper that the preview is for. */
  settings: Settings | undefined
  /** The files have not been looked at yet: those that cannot be used are refused, and go. */
  isNew: boolean
}

export type ImportReply =
  | { told: 'usable' }
  | { told: 'progress'; progress: ImportProgress }
  /** Everything is closed, and the report lies in the preview's folder. */
  | { told: 'done' }
  /** As asked; run again it goes on there. */
  | { told: 'stopped' }
  | { told: 'refused'; code: RefusalCode; message: string }
  | { told: 'broke'; message: string }

/** An import in its own process. Both promises reject with a Refusal in words, or `Stopped`. */
export type RunningImport = {
  usable: Promise<void>
  done: Promise<void>
  /** Ends when the process has ended. */
  stop(): Promise<void>
}

export class Stopped extends Error {}
