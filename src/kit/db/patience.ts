import { AsyncLocalStorage } from 'node:async_hooks'

/** How long anybody waits for the database, in milliseconds. All figures stand here (decision 075). */
export const patience = {
  /**
   * PostgreSQL: for a connection, for a statement (`statementMs`: the server breaks it off; `answerMs`: the server
   * itself says nothing), for all of a transaction. A page is given up after three seconds, a vote after five.
   */
  readers: {
    connectMs: 2_000,
    statementMs: 2_500,
    answerMs: 3_000,
    transactionMs: 5_000,
    lockMs: 2_500,
    idleInTransactionMs: 5_000,
  },
  /**
   * Jobs, imports, migrations and commands: nobody waits before a screen, and an index over a large archive takes its
   * time.
   */
  unhurried: {
    connectMs: 10_000,
    statementMs: 900_000,
    answerMs: 905_000,
    transactionMs: 3_600_000,
    lockMs: 60_000,
    idleInTransactionMs: 60_000,
  },
  /**
   * A look whether it works again. The line is held longer than anybody waits for it: its answer is the first sign of
   * life.
   */
  look: {
    connectMs: 10_000,
    statementMs: 10_000,
    answerMs: 10_000,
    transactionMs: 10_000,
    lockMs: 2_500,
    idleInTransactionMs: 5_000,
  },
  probe: { everyMs: 1_000, answerMs: 2_000 },
  /**
   * A server that says nothing on the line that listens is asked for a sign of life; and any line by TCP after so long
   * a silence.
   */
  heartbeatMs: 5_000,
  keepAliveMs: 10_000,
  goodbyeMs: 1_000,
  /** SQLite has one writer: so long for the lock of another process. */
  sqliteLockMs: { readers: 5_000, unhurried: 60_000 },
} as const

/** Of one kind of connection to PostgreSQL. */
export type Limits = Record<keyof typeof patience.readers, number>

export type Patience = 'readers' | 'unhurried'

const unhurriedWork = new AsyncLocalStorage<true>()

/** Work that no reader waits for: its statements on PostgreSQL get longer, on connections of their own. */
export function unhurried<T>(work: () => Promise<T>): Promise<T> {
  return unhurriedWork.run(true, work)
}

export function isUnhurried(): boolean {
  return unhurriedWork.getStore() === true
}
