/** The counters of a poll, which move with its ballots. */
import { sql } from 'kysely'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { preparedWrite } from '../kit/db/prepared.ts'
import type { Tx } from '../kit/db/schema.ts'

/**
 * What ballots add to the counters, or take away. `ballots` of a window move when ballots come, `counted` whenever they
 * begin or cease to count.
 */
export type CounterDeltas = {
  totals: { counted: number; setAside: number; confirmed: number }
  votes: ReadonlyMap<number, { votes: number; confirmed: number }>
  windows: readonly { startsAt: number; optionId: number; ballots: number; counted: number }[]
  networks: ReadonlyMap<string, number>
}

/**
 * The totals' row goes first: whoever has it may move the rest, so that two transactions never wait for each other in a
 * circle.
 */
export async function moveCounters(
  tx: Tx,
  pollId: number,
  { totals, votes, windows, networks }: CounterDeltas,
): Promise<void> {
  await moveTotals(tx, pollId, totals.counted, totals.setAside, totals.confirmed)
  if (votes.size > 0)
    await moveTallies(
      tx,
      rowsJson([...votes].map(([optionId, moved]) => [pollId, optionId, moved.votes, moved.confirmed])),
    )
  const moved = rowsJson(windows.map((row) => [pollId, row.startsAt, row.optionId, row.ballots, row.counted]))
  if (windows.every(({ ballots, counted }) => ballots > 0 && counted >= 0)) await addToWindows(tx, moved)
  else {
    // A row that takes away would not pass the table's checks on its way to the conflict.
    await openWindows(tx, moved)
    await moveWindows(tx, moved)
  }
  if (networks.size > 0)
    await addToNetworks(tx, rowsJson([...networks].map(([hash, ballots]) => [pollId, hash, ballots])))
}

const moveTotals = preparedWrite((tx, pollId: number, counted: number, setAside: number, confirmed: number) =>
  tx
    .updateTable('poll_totals')
    .set({
      counted: sql`counted + ${counted}`,
      set_aside: sql`set_aside + ${setAside}`,
      confirmed: sql`confirmed + ${confirmed}`,
    })
    .where('poll_id', '=', pollId),
)

const voteColumns = { poll_id: 'integer', option_id: 'integer', votes: 'integer', confirmed: 'integer' } as const

// The poll stands in each row: with it as a value of the statement SQLite would walk all that the poll has, and the
// list for each.
const moveTallies = preparedWrite(
  (tx, votes: string) => sql`
  update tallies set votes = tallies.votes + given.votes, confirmed = tallies.confirmed + given.confirmed
  from ${jsonRows(tx, 'given', voteColumns, votes)}
  where tallies.poll_id = given.poll_id and tallies.option_id = given.option_id`,
)

const windowColumns = {
  poll_id: 'integer',
  starts_at: 'integer',
  option_id: 'integer',
  ballots: 'integer',
  counted: 'integer',
} as const

const addToWindows = preparedWrite(
  (tx, windows: string) => sql`
  insert into poll_windows (poll_id, starts_at, option_id, ballots, counted)
  select given.poll_id, given.starts_at, given.option_id, given.ballots, given.counted
  from ${jsonRows(tx, 'given', windowColumns, windows)} where true
  on conflict (poll_id, starts_at, option_id) do update
  set ballots = poll_windows.ballots + excluded.ballots, counted = poll_windows.counted + excluded.counted`,
)

const openWindows = preparedWrite(
  (tx, windows: string) => sql`
  insert into poll_windows (poll_id, starts_at, option_id, ballots, counted)
  select given.poll_id, given.starts_at, given.option_id, 0, 0
  from ${jsonRows(tx, 'given', windowColumns, windows)} where true on conflict do nothing`,
)

const moveWindows = preparedWrite(
  (tx, windows: string) => sql`
  update poll_windows
  set ballots = poll_windows.ballots + given.ballots, counted = poll_windows.counted + given.counted
  from ${jsonRows(tx, 'given', windowColumns, windows)}
  where poll_windows.poll_id = given.poll_id and poll_windows.starts_at = given.starts_at
    and poll_windows.option_id = given.option_id`,
)

const addToNetworks = preparedWrite(
  (tx, networks: string) => sql`
  insert into poll_networks (poll_id, prefix_hash, ballots) select given.poll_id, given.prefix_hash, given.ballots
  from ${jsonRows(tx, 'given', { poll_id: 'integer', prefix_hash: 'text', ballots: 'integer' }, networks)} where true
  on conflict (poll_id, prefix_hash) do update set ballots = poll_networks.ballots + excluded.ballots`,
)
