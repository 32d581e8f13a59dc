import type { Kysely, Transaction } from 'kysely'

/** Every table of the product. Each room adds its own by declaration merging in its tables.ts. */
// oxlint-disable-next-line no-empty-interface
export interface Schema {}

/** What may read. A write on it does not compile; a Tx passes as a Db. */
export type Db = Pick<Kysely<Schema>, 'selectFrom' | 'getExecutor'>

/** What may write: only `house.write` hands one out. */
export type Tx = Transaction<Schema>

export type Engine = 'sqlite' | 'postgres'

/** Who does a deed: a staff member, a reader, a rule, the system. Stands in the ledger as `kind:id`. */
export type Actor = { kind: 'staff' | 'reader' | 'rule' | 'system'; id: string }

export const system: Actor = { kind: 'system', id: 'crier' }
