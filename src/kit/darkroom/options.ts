export type DarkroomLimits = {
  /** Resident memory of the whole process. */
  memoryMb: number
  /** For one piece of work, over all threads. */
  cpuSeconds: number
  /** For one piece of work, by the clock on the wall. */
  wallSeconds: number
  /** Without work it ends after so many. */
  idleSeconds: number
}

export type DarkroomOptions = DarkroomLimits & {
  /** The module that the process runs; it calls `serveWorks`. */
  entry: URL
  /** What the process gets of the environment: never our secrets. */
  env: Record<string, string>
}

export type Reply = 'ready' | { value: unknown; rss: number } | { error: Error } | { fault: 'memory' }
