import { isInUse, openShelfFile, removeShelfFile, type ShelfFile } from './disk-shelf-file.ts'

/** The shelf's file, which may break, or be another process's: then it is tried again after a minute. */
export type Guarded = {
  /** What the file gives, or nothing: a fault takes the shelf away and nothing else. */
  use<Value>(work: (file: ShelfFile) => Value): Value | undefined
  isOpen(): boolean
  /** Once more, and never again. */
  close(work: (file: ShelfFile) => void): void
}

type Options = {
  path: string
  maxBytes: number
  identity(): string
  now(): number
  opened(file: ShelfFile): void
  lost(): void
  onFault(error: unknown, isInUse: boolean): void
}

const retryMs = 60_000

export function guardFile({ path, maxBytes, identity, now, opened, lost, onFault }: Options): Guarded {
  let file: ShelfFile | undefined
  let triedAt = -Infinity
  let [mustBeginAnew, isStopped] = [false, false]

  function open(): void {
    triedAt = now()
    if (mustBeginAnew) removeShelfFile(path)
    const found = openShelfFile(path, identity(), maxBytes)
    opened(found)
    mustBeginAnew = false
    file = found
  }

  /** What it may not know any more, it does not serve: it starts over, unless another process has it. */
  function fail(error: unknown): void {
    const isTaken = file === undefined && isInUse(error)
    mustBeginAnew = !isTaken
    triedAt = now()
    lost()
    const broken = file
    file = undefined
    try {
      broken?.drop()
    } catch {
      // It is told below why.
    }
    onFault(error, isTaken)
  }

  function use<Value>(work: (file: ShelfFile) => Value): Value | undefined {
    try {
      if (file === undefined && !isStopped && now() - triedAt >= retryMs) open()
      return file === undefined ? undefined : work(file)
    } catch (error) {
      fail(error)
      return undefined
    }
  }

  return {
    use,
    isOpen: () => file !== undefined,
    close(work) {
      isStopped = true
      use(work)
      file = undefined
    },
  }
}
