import type { Database } from '../db/database.ts'
import { system } from '../db/schema.ts'
import { Unavailable } from '../db/trouble.ts'
import type { Log } from '../log.ts'
import { openAskedFor } from './asked-for.ts'
import { changesOf, countedAmong, putStanding, standingRow, type StandingRow } from './standing-store.ts'
import type { Tag } from './tag.ts'

/**
 * Pages that are expensive to make, stored as rows: bytes, and facts that go with them. Unlike a page in the
 * cache, which they are for when it has none, such a page leaves out what moves by itself.
 */
export type StandingPages = {
  /**
   * The page as it stands, else as it is made. It stands until one of its tags is invalidated (which the deed's own
   * transaction notes), until its time is over, or until its stamp is another: of all else that it was made of.
   */
  page<Facts>(key: string, stampNow: () => Promise<string>, make: Make<Facts>): Promise<Standing<Facts> | undefined>
  /** Writes what is still to be kept. */
  settle(): Promise<void>
}

export type Standing<Facts> = { facts: Facts; body: Buffer }

/** `isWhole`: nothing that it names was missing, whose coming no tag would tell. */
export type Made<Facts> = Standing<Facts> & {
  tags: readonly Tag[]
  until: number | undefined
  isWhole: boolean
}
type Make<Facts> = () => Promise<Made<Facts> | undefined>

/** Some 40 KB each; the tables of a large archive stay in proportion. */
const maxKept = 20_000
/** A page that a robot visits once is not worth a row; one that was made twice without a change in between is. */
const maxAskedFor = 20_000
const [writeAfterMs, maxWaiting] = [250, 100]

export function openStandingPages(
  database: Database,
  { now, log }: { now: () => number; log: Pick<Log, 'error'> },
): StandingPages {
  const askedFor = openAskedFor(maxAskedFor)
  const waiting = new Map<string, StandingRow>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  function write(): Promise<void> {
    timer = undefined
    const rows = [...waiting.values()]
    waiting.clear()
    if (rows.length > 0)
      writing = database
        .write(system, (tx) => putStanding(tx, rows, maxKept))
        // Nothing is lost but time, and the log has it that the database is away.
        .catch((error: unknown) => {
          if (!(error instanceof Unavailable)) log.error({ error }, 'standing pages were not kept')
        })
    return writing
  }

  function keep(row: StandingRow): void {
    if (waiting.size >= maxWaiting) return
    waiting.set(row.key, row)
    timer ??= setTimeout(() => void write(), writeAfterMs).unref()
  }

  /** Changes are counted, and the stamp is taken, before anything is read: what came meanwhile shows in either. */
  async function makeAndKeep<Facts>(
    key: string,
    { stamp, stampNow, make }: { stamp: string; stampNow: () => Promise<string>; make: Make<Facts> },
  ): Promise<Made<Facts> | undefined> {
    const before = askedFor.get(key)
    const changes = before && (await changesOf(database.db, before.tags))
    const made = await make()
    if (made === undefined || !made.isWhole) return made
    const tags = countedAmong(made.tags)
    if (before === undefined || changes !== before.changes || tags.join() !== before.tags.join())
      askedFor.note(key, { tags, changes: await changesOf(database.db, tags) })
    else if ((await stampNow()) === stamp) keep(rowOf(made, { key, stamp, tags, changes }))
    return made
  }

  return {
    async page<Facts>(key: string, stampNow: () => Promise<string>, make: Make<Facts>) {
      const [row, stamp] = await Promise.all([standingRow(database.db, key), stampNow()])
      if (row === undefined || !stands(row, stamp, now())) return makeAndKeep(key, { stamp, stampNow, make })
      // Only a maker of the same stamp, which names its code, has written them.
      const facts: Facts = JSON.parse(row.facts)
      return { facts, body: Buffer.from(row.body.buffer, row.body.byteOffset, row.body.byteLength) }
    },
    async settle() {
      clearTimeout(timer)
      await write()
    },
  }
}

function stands(row: StandingRow & { changesNow: number }, stamp: string, now: number): boolean {
  return row.stamp === stamp && row.changesNow === row.changes && (row.until ?? Infinity) > now
}

type Name = { key: string; stamp: string; tags: readonly string[]; changes: number }

function rowOf({ until, facts, body }: Made<unknown>, { tags, ...name }: Name): StandingRow {
  return { ...name, tags: JSON.stringify(tags), until: until ?? null, facts: JSON.stringify(facts), body }
}
