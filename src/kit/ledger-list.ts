import type { Db } from './db/schema.ts'

/** `actor` and `deed`: whole (`staff:abc`, `article.publish`) or their first part (`staff`, `article`). */
export type LedgerFilter = {
  subject?: string | undefined
  actor?: string | undefined
  deed?: string | undefined
  /** As `networkName` writes it. */
  network?: string | undefined
  /** Epoch milliseconds, the latter excluded. */
  since?: number | undefined
  until?: number | undefined
  /** Only entries before this one. */
  before?: number | undefined
  limit: number
}

export type LedgerEntry = {
  seq: number
  at: number
  actor: string
  deed: string
  subject: string
  /** Empty where it was erased. */
  detail: Record<string, unknown>
}

/** What is asked for may be rare: so many entries are looked at for one page, and the rest is for the next ones. */
const looked = 20_000

/** Newest first. `next`: the entry before which it goes on; a page may have fewer entries than the limit, or none. */
export async function ledgerEntries(
  db: Db,
  { before, limit, ...filter }: LedgerFilter,
): Promise<{ entries: LedgerEntry[]; next: number | undefined }> {
  const end = before ?? (await newestSeq(db)) + 1
  // Of one subject there are few, and they stand together in their index.
  const begin = filter.subject === undefined ? Math.max(1, end - looked) : 1
  const rows = await matching(db, filter)
    .where('seq', '<', end)
    .where('seq', '>=', begin)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  const next = rows.length === limit ? rows.at(-1)?.seq : begin
  const entries = rows.map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) }))
  return { entries, next: next === undefined || next <= 1 ? undefined : next }
}

/** What was done of this to any of these, oldest first. */
export async function deedsOn(db: Db, subjects: readonly string[], deeds: readonly string[]): Promise<LedgerEntry[]> {
  if (subjects.length === 0) return []
  const rows = await db
    .selectFrom('ledger')
    .select(['seq', 'at', 'actor', 'deed', 'subject', 'detail'])
    .where('subject', 'in', [...subjects])
    .where('deed', 'in', [...deeds])
    .orderBy('seq')
    .execute()
  return rows.map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) }))
}

function matching(db: Db, { subject, actor, deed, network, since, until }: Omit<LedgerFilter, 'limit' | 'before'>) {
  let query = db.selectFrom('ledger').select(['seq', 'at', 'actor', 'deed', 'subject', 'detail'])
  if (subject !== undefined) query = query.where('subject', '=', subject)
  if (actor?.includes(':')) query = query.where('actor', '=', actor)
  else if (actor !== undefined) query = query.where('actor', '>=', `${actor}:`).where('actor', '<', `${actor};`)
  if (deed?.includes('.')) query = query.where('deed', '=', deed)
  else if (deed !== undefined) query = query.where('deed', '>=', `${deed}.`).where('deed', '<', `${deed}/`)
  // The last of the detail: see `recordDeed`.
  if (network !== undefined)
    query = query.where('detail', 'like', `%"from":"${network.replaceAll(/[^\da-f.:/]/gu, '')}"}`)
  if (since !== undefined) query = query.where('at', '>=', since)
  return until === undefined ? query : query.where('at', '<', until)
}

async function newestSeq(db: Db): Promise<number> {
  const newest = db.selectFrom('ledger').select('seq').orderBy('seq', 'desc').limit(1)
  return (await newest.executeTakeFirst())?.seq ?? 0
}
