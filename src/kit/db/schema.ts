import type { Kysely, Transaction } from 'kysely'

/** Every table of the product. Each room adds its own by declaration merging in its tables.ts. */
// oxlint-disable-next-line no-empty-interface
export interface Schema {}

/** What may read. A write on it does not compile; a Tx passes as a Db. */
export type Db = Pick<Kysely<Schema>, 'selectFrom' | 'getExecutor'>

/** What may write: only `house.write` hands one out. */
export type Tx = Transaction<Schema>

export type Engine = 'sqlite' | 'postgres'

/** Who does a deed, and by what they may: the ledger keeps `kind:id`. What each may do is said in staff/acts.ts. */
export type Actor =
  | { readonly kind: 'operator' | 'reader' | 'rule' | 'system'; readonly id: string }
  | MemberActor
  | { readonly kind: 'token'; readonly id: string; readonly scopes: readonly string[] }

type MemberActor = {
  readonly kind: 'staff'
  readonly id: string
  readonly role: string
  /** From which they ask, as `networkName` writes it; the ledger keeps it with what they did. */
  readonly network?: string
  /** When their session was opened: some things are for whoever has just signed in. */
  readonly signedInAt?: number
}

/** The operator of the machine, at the command line. */
export const operator: Actor = { kind: 'operator', id: 'cli' }

export const system: Actor = { kind: 'system', id: 'crier' }
