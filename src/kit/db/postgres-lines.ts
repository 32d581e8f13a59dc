/**
 * Connections to PostgreSQL that never wait forever, whatever the server does: gone, frozen, full, behind a
 * dead wire.
 */
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool, types, type PoolClient, type PoolConfig } from 'pg'
import type { Condition } from './condition.ts'
import { isUnhurried, patience, type Limits, type Patience } from './patience.ts'
import { postgresFault, Unavailable } from './trouble.ts'

/** The paper's own pages always find a connection beside the jobs and the long reads. */
const [maxReaders, maxUnhurried] = [12, 4]
/** More than so many in front of a pool would be given up anyway before their turn. */
const maxWaiting = 500
const int8 = 20
const numeric = 1700

export type Lines = PostgresPool & {
  /** A small durable write, past everything that waits. */
  probe(): Promise<void>
}

/**
 * For Kysely: connections for readers, and others with more patience for what runs in `unhurried`; for a command all
 * have it.
 */
export function openLines(url: string, kind: Patience, condition: () => Condition): Lines {
  const sockets = new Set<Socket>()
  const readers = poolOf(url, maxReaders, patience[kind], sockets)
  const background = kind === 'unhurried' ? readers : poolOf(url, maxUnhurried, patience.unhurried, sockets)
  const looks = poolOf(url, 1, patience.look, sockets)

  async function connect(): Promise<PostgresPoolClient> {
    const trouble = condition().trouble()
    // A server that does not answer is asked by the looks alone: nobody else waits for it to say so again.
    if (trouble?.kind === 'unreachable') throw new Unavailable(trouble.kind, { cause: trouble.cause })
    const isLong = isUnhurried()
    return connected(isLong ? background : readers, isLong ? patience.unhurried : patience[kind], (fault) =>
      condition().met(fault),
    )
  }

  async function probe(): Promise<void> {
    const line = await connected(looks, patience.look, () => {})
    try {
      const { rows } = await line.query(
        'update migrations set applied_at = applied_at where name = (select min(name) from migrations) returning name',
        [],
      )
      if (rows.length === 0) throw new Unavailable('emptied')
    } finally {
      line.release()
    }
  }

  let ended: Promise<void> | undefined
  async function end(): Promise<void> {
    const goodbyes = Promise.all([...new Set([readers, background, looks])].map((pool) => pool.end()))
    // A frozen server does not say goodbye.
    await Promise.race([goodbyes, sleep(patience.goodbyeMs, undefined, { ref: false })])
    for (const socket of sockets) socket.destroy()
  }

  return { connect, probe, end: () => (ended ??= end()), options: {} }
}

/** What every connection is told to keep to. */
export function lineConfig(url: string, limits: Limits): PoolConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: limits.connectMs,
    statement_timeout: limits.statementMs,
    lock_timeout: limits.lockMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: patience.keepAliveMs,
  }
}

function poolOf(url: string, max: number, limits: Limits, sockets: Set<Socket>): Pool {
  const stream = () => {
    const socket = new Socket()
    sockets.add(socket.once('close', () => sockets.delete(socket)))
    return socket
  }
  const pool = new Pool({
    ...lineConfig(url, limits),
    max,
    stream,
    types: { getTypeParser: parserOf as typeof types.getTypeParser },
  })
  // An idle connection that the server ends (restart, fail-over) must not end the process: the pool opens another.
  return pool.on('error', () => {})
}

function parserOf(oid: number, format?: 'text' | 'binary') {
  // bigint and numeric arrive as strings; all of ours (ids, times, counts) fit a number.
  return oid === int8 || oid === numeric ? Number : types.getTypeParser(oid, format as 'text')
}

async function connected(
  pool: Pool,
  limits: Limits,
  onTrouble: (trouble: Unavailable) => void,
): Promise<PostgresPoolClient> {
  try {
    if (pool.waitingCount >= maxWaiting) throw new Unavailable('crowded')
    return lineOf(await pool.connect(), limits, onTrouble)
  } catch (error) {
    throw told(error, onTrouble)
  }
}

/**
 * One checkout. What was given up is never waited for again: the connection goes, and with it whatever the server
 * still does on it.
 */
function lineOf(client: PoolClient, limits: Limits, onTrouble: (trouble: Unavailable) => void): PostgresPoolClient {
  const until = performance.now() + limits.transactionMs
  let broken: Unavailable | undefined
  // Without a listener an error of the connection itself would end the process.
  const lose = (error: unknown) => (broken ??= new Unavailable('lost', { cause: error }))
  client.on('error', lose)

  async function query(text: string, values: readonly unknown[]) {
    // Nothing was committed on it, and the error that is on its way is the one to be told.
    if (broken !== undefined && text === 'rollback') return { command: 'ROLLBACK' as const, rowCount: 0, rows: [] }
    if (broken !== undefined) throw new Unavailable(broken.kind, { cause: broken.cause })
    const left = until - performance.now()
    if (left <= 0 && text !== 'rollback') throw told(new Unavailable('slow'), onTrouble)
    try {
      const asked = {
        text,
        values: [...values],
        query_timeout: Math.ceil(Math.max(500, Math.min(left, limits.answerMs))),
      }
      return await client.query(asked)
    } catch (error) {
      const fault = told(error, onTrouble)
      if (fault instanceof Unavailable && (fault.kind === 'unreachable' || fault.kind === 'lost')) broken = fault
      throw fault
    }
  }

  return {
    // Cursors are not used: lists are read in pages by key.
    query: query as unknown as PostgresPoolClient['query'],
    release(isDiscarded = false) {
      client.off('error', lose)
      client.release(isDiscarded || broken !== undefined)
    },
  }
}

function told(error: unknown, onTrouble: (trouble: Unavailable) => void): unknown {
  const fault = postgresFault(error)
  if (fault instanceof Unavailable) onTrouble(fault)
  return fault
}
