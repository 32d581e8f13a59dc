import { Refusal } from '../errors.ts'

/** What can keep a database from its work for a while. */
export type TroubleKind = keyof typeof remedies

/** For the operator: what is wrong, and what to do. Most of it passes without help. */
const remedies = {
  full: 'The disk is full: nothing can be written. Free some space on it, and the paper goes on by itself.',
  failing:
    'The disk does not do what is asked of it: nothing can be written. ' +
    'Look at the log of the system; when the disk works again, the paper goes on by itself.',
  'read-only':
    'The database can only be read: nothing can be written. ' +
    'Make its folder or its server writable again, and the paper goes on by itself.',
  damaged:
    'The database is damaged. Stop the paper, keep a copy of its files, ' +
    'and make the paper from your newest backup with "crier restore".',
  busy:
    'Something else keeps the database for itself, such as another program that has begun to write and does not end. ' +
    'When it does, the paper goes on by itself.',
  moved:
    'The database file is not in its place any more: nothing is written into a file that nobody would find. ' +
    'Put the same file back, or stop the paper and make it from a backup with "crier restore".',
  replaced:
    'Another database file stands in the place of the one that was opened: nothing is written any more. ' +
    'Start the paper again.',
  journal:
    'The files house.db-wal and house.db-shm belong to the database and were taken away: ' +
    'nothing is written any more. ' +
    'Stop the paper with SIGTERM, so that it puts what it still holds into house.db, and start it again.',
  unreachable: 'PostgreSQL does not answer. When it does, the paper goes on by itself.',
  lost: 'PostgreSQL has ended a connection in the middle of its work.',
  crowded:
    'No connection to PostgreSQL is free: more is asked of it than it can do, or other programs have taken them.',
  slow: 'PostgreSQL took too long for a statement, and it was broken off.',
  emptied:
    'The database is there, and the tables of the paper are not: ' +
    'it was created again, or CRIER_DATABASE_URL names another. ' +
    'Bring it back from your newest backup, and the paper goes on by itself.',
  incomplete:
    'A table of the paper is missing from its database, which no command of Crier takes away. ' +
    'Stop the paper, keep a copy of its files, and make the paper from your newest backup with "crier restore".',
} as const

/**
 * The database cannot do now what may be done in a minute. Its message is for the log and the command line; readers
 * are told in their own words.
 */
export class Unavailable extends Refusal {
  readonly kind: TroubleKind
  constructor(kind: TroubleKind, options?: ErrorOptions) {
    super(
      'unavailable',
      remedies[kind] + (options?.cause instanceof Error ? ` (${options.cause.message})` : ''),
      options,
    )
    this.kind = kind
  }
}

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const sqliteKinds: Record<number, TroubleKind> = {
  5: 'busy',
  8: 'read-only',
  10: 'failing',
  11: 'damaged',
  13: 'full',
  14: 'failing',
  15: 'busy',
  26: 'damaged',
}

/** What an error of SQLite is thrown on as; a fault of the statement itself stays what it is. */
export function sqliteFault(error: unknown): unknown {
  const code =
    error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0
  const kind = sqliteKinds[code] ?? (code === 1 && isOfMissingTable(error) ? 'incomplete' : undefined)
  return kind === undefined ? error : new Unavailable(kind, { cause: error })
}

/** For all that is wrong with a statement SQLite has one code: only its words tell this from a fault of ours. */
function isOfMissingTable(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('no such table: ')
}

/** What Node's file system says when a disk is full, broken or read-only. */
const diskKinds: Record<string, TroubleKind> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
  EIO: 'failing',
  EFBIG: 'failing',
}

/** The same for files beside the database. */
export function diskFault(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const kind = diskKinds[code]
  return kind === undefined ? error : new Unavailable(kind, { cause: error })
}

/** SQLSTATE codes and classes (PostgreSQL's appendix A), the longer first. */
const postgresKinds: readonly (readonly [start: string, kind: TroubleKind])[] = [
  ['25006', 'read-only'],
  ['25P03', 'lost'],
  ['25P04', 'slow'],
  ['3D000', 'unreachable'],
  ['42P01', 'emptied'],
  ['53100', 'full'],
  ['55P03', 'slow'],
  ['57014', 'slow'],
  ['57P03', 'unreachable'],
  ['57P04', 'unreachable'],
  ['57P', 'lost'],
  ['XX001', 'damaged'],
  ['XX002', 'damaged'],
  ['08', 'unreachable'],
  ['28', 'unreachable'],
  ['53', 'crowded'],
  ['58', 'failing'],
]

/** What Node's sockets and pg itself say. */
const lines: readonly (readonly [words: RegExp, kind: TroubleKind])[] = [
  [/^timeout exceeded when trying to connect/u, 'crowded'],
  [/^Query read timeout|connection timeout|^timeout expired/iu, 'unreachable'],
  [
    /\bE(?:CONNREFUSED|TIMEDOUT|HOSTUNREACH|NETUNREACH|HOSTDOWN|NETDOWN|NOTFOUND|AI_AGAIN|NOENT|ACCES)\b/u,
    'unreachable',
  ],
  [/\bE(?:CONNRESET|PIPE)\b|^Connection terminated|^Client (?:has encountered|was closed)/u, 'lost'],
]

/** The same for PostgreSQL, of its server as well as of the way to it. */
export function postgresFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Unavailable) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const isState = /^[0-9A-Z]{5}$/u.test(code)
  const found = isState
    ? postgresKinds.find(([start]) => code.startsWith(start))
    : lines.find(([words]) => words.test(`${code} ${error.message}`.trim()))
  return found === undefined ? error : new Unavailable(found[1], { cause: error })
}
