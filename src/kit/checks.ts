import type { Db } from './db/schema.ts'

/** One thing that `crier check` recounts: what is derived against what it is derived from. */
export type Check = {
  name: string
  /** A sentence for each place where the two disagree; none when all is well. Reads in pages, holds nothing. */
  run(db: Db): Promise<string[]>
}
