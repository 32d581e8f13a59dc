import { bounds } from './bounds.ts'
import { SourceFault, type SourceEvent } from './rows.ts'
import { SqlLexer, type SqlToken } from './sql-lexer.ts'

export type DumpReader = {
  /** @throws SourceFault with its line. */
  write(piece: string): SourceEvent[]
  end(): SourceEvent[]
  /** Of the place that has been read. */
  line(): number
}

/**
 * Reads the tables that are wanted out of a dump, rows one by one, however long the statement. Statements of other
 * tables are skipped over.
 */
export function createDumpReader(isWanted: (table: string) => boolean): DumpReader {
  const lexer = new SqlLexer()
  const dump: Dump = { events: [], columns: new Map(), isWanted, statement: undefined }
  const statements = readStatements(dump)
  statements.next()

  function drain(): SourceEvent[] {
    for (let token = lexer.next(); token !== undefined; token = lexer.next())
      if (statements.next(token).value === 'skip') lexer.skip()
    return dump.events.splice(0)
  }

  return {
    line: () => lexer.line,
    write(piece) {
      lexer.write(piece)
      return drain()
    },
    end() {
      lexer.end()
      const events = drain()
      if (dump.statement !== undefined)
        throw new SourceFault({ line: lexer.line }, `the file ends inside ${dump.statement}: it was cut off.`)
      if (lexer.isOpen()) throw new SourceFault({ line: lexer.line }, 'the file ends inside a comment: it was cut off.')
      return events
    },
  }
}

type Dump = {
  events: SourceEvent[]
  columns: Map<string, readonly string[]>
  isWanted: (table: string) => boolean
  /** What is being read, in words. */ statement: string | undefined
}
/** Takes tokens and answers whether the rest of the statement is wanted. */
type Reading<T> = Generator<'read' | 'skip', T, SqlToken>

function* readStatements(dump: Dump): Reading<never> {
  for (;;) {
    dump.statement = undefined
    const first = yield 'read'
    if (isSymbol(first, ';')) continue
    const verb = keyword(first)
    dump.statement = `a statement that begins with ${first.text} in line ${first.line}`
    const last =
      verb === 'CREATE'
        ? yield* createTable(dump)
        : verb === 'INSERT' || verb === 'REPLACE'
          ? yield* insert(dump)
          : first
    if (!isSymbol(last, ';')) yield 'skip'
  }
}

/** Its columns stand in for the names that a plain `INSERT INTO t VALUES` leaves out. */
function* createTable(dump: Dump): Reading<SqlToken> {
  let token = yield 'read'
  if (keyword(token) === 'TEMPORARY') token = yield 'read'
  if (keyword(token) !== 'TABLE') return token
  token = yield 'read'
  while (['IF', 'NOT', 'EXISTS'].includes(keyword(token))) token = yield 'read'
  const [table, next] = yield* tableName(token)
  if (!dump.isWanted(table) || !isSymbol(next, '(')) return next
  dump.statement = `the definition of the table ${table}`
  const columns: string[] = []
  let depth = 1
  for (let isStart = true; depth > 0;) {
    const part = yield 'read'
    if (isSymbol(part, ';')) throw new SourceFault(part, `the definition of the table ${table} does not end.`)
    if (isSymbol(part, '(')) depth++
    if (isSymbol(part, ')')) depth--
    if (isStart && part.kind !== 'symbol' && !(part.kind === 'word' && noColumns.has(keyword(part))))
      columns.push(part.text)
    if (columns.length > bounds.columns) throw tooManyColumns(part, table)
    isStart = depth === 1 && isSymbol(part, ',')
  }
  dump.columns.set(table, columns)
  dump.events.push({ kind: 'table', table, columns, place: { line: token.line } })
  return yield 'read'
}

const noColumns = new Set([
  'PRIMARY',
  'KEY',
  'UNIQUE',
  'INDEX',
  'CONSTRAINT',
  'FULLTEXT',
  'SPATIAL',
  'CHECK',
  'FOREIGN',
])

function* insert(dump: Dump): Reading<SqlToken> {
  let token = yield 'read'
  while (
    token.kind === 'word' &&
    ['LOW_PRIORITY', 'HIGH_PRIORITY', 'DELAYED', 'IGNORE', 'INTO'].includes(keyword(token))
  )
    token = yield 'read'
  const { line } = token
  const [table, afterName] = yield* tableName(token)
  if (!dump.isWanted(table)) return afterName
  dump.statement = `the rows of the table ${table}`
  let next = afterName
  let columns = dump.columns.get(table)
  if (isSymbol(next, '(')) {
    columns = yield* columnNames(table)
    next = yield 'read'
  }
  if (!['VALUES', 'VALUE'].includes(keyword(next)))
    throw new SourceFault(next, `the rows of the table ${table} are not written as VALUES (…).`)
  if (columns === undefined)
    throw new SourceFault(
      { line },
      `the rows of the table ${table} name no columns, and no CREATE TABLE stands before them.`,
    )
  if (!dump.columns.has(table)) {
    dump.columns.set(table, columns)
    dump.events.push({ kind: 'table', table, columns, place: { line } })
  }
  return yield* rows(dump, table, columns)
}

/**
 * Everything between VALUES and the token behind the last row. One generator for all of it: there may be millions of
 * values.
 */
function* rows(dump: Dump, table: string, columns: readonly string[]): Reading<SqlToken> {
  for (;;) {
    let token = yield 'read'
    if (!isSymbol(token, '('))
      throw new SourceFault(
        token,
        `a row of the table ${table} should begin here, and "${token.text.slice(0, 40)}" does.`,
      )
    const place = { line: token.line }
    const values: (string | null)[] = []
    let isCut = false
    do {
      if (values.length === columns.length) throw tooManyValues(place, table, columns.length)
      token = yield 'read'
      const introducer = introducerOf(token)
      if (introducer !== undefined) token = yield 'read'
      const value = introducer === undefined || token.kind === 'string' ? valueOf(token) : undefined
      if (value === undefined)
        throw new SourceFault(
          token,
          `"${token.text.slice(0, 40)}" is no value that a dump writes; it stands in the rows of the table ${table}.`,
        )
      isCut ||= token.isCut === true
      values.push(introducer === 'X' && value !== null ? Buffer.from(value, 'hex').toString('utf8') : value)
      token = yield 'read'
    } while (isSymbol(token, ','))
    if (!isSymbol(token, ')'))
      throw new SourceFault(token, `"${token.text.slice(0, 40)}" stands between two values of the table ${table}.`)
    if (values.length !== columns.length)
      throw new SourceFault(
        place,
        `a row of the table ${table} has ${values.length} values for ${columns.length} columns.`,
      )
    dump.events.push({ kind: 'row', table, columns, values, place, ...(isCut && { isCut }) })
    token = yield 'read'
    if (!isSymbol(token, ',')) return token
  }
}

/** `wp_pollsq`, or behind the name of its database. Gives the token after it, too. */
function* tableName(token: SqlToken): Reading<[string, SqlToken]> {
  let name = token.text
  let next = yield 'read'
  while (isSymbol(next, '.')) {
    name = (yield 'read').text
    next = yield 'read'
  }
  return [name, next]
}

/** What stands between the parentheses; the first is read already. */
function* columnNames(table: string): Reading<string[]> {
  const names: string[] = []
  for (;;) {
    const name = yield 'read'
    if (name.kind === 'symbol')
      throw new SourceFault(
        name,
        `the name of a column of the table ${table} should stand here, and "${name.text}" does.`,
      )
    names.push(name.text)
    if (names.length > bounds.columns) throw tooManyColumns(name, table)
    const token = yield 'read'
    if (isSymbol(token, ')')) return names
    if (!isSymbol(token, ','))
      throw new SourceFault(token, `"${token.text.slice(0, 40)}" stands between two columns of the table ${table}.`)
  }
}

function tooManyValues(place: { line: number }, table: string, most: number): SourceFault {
  return new SourceFault(place, `a row of the table ${table} has more than ${most} values for ${most} columns.`)
}

function tooManyColumns(token: SqlToken, table: string): SourceFault {
  return new SourceFault(token, `the table ${table} has more than ${bounds.columns} columns.`)
}

/** `_binary`, `_utf8mb4`, N or X before a string. */
function introducerOf(token: SqlToken): string | undefined {
  return token.kind === 'word' && /^(_\w+|[NX])$/iu.test(token.text) ? token.text.toUpperCase() : undefined
}

/** A string, a number, a truth or NULL; undefined for anything else. */
function valueOf({ kind, text }: SqlToken): string | null | undefined {
  if (kind === 'string') return text
  if (kind !== 'word') return undefined
  if (/^0x(?:[\da-f]{2})+$/iu.test(text)) return Buffer.from(text.slice(2), 'hex').toString('utf8')
  if (/^[-+]?[\d.]/u.test(text)) return text
  const name = text.toUpperCase()
  return name === 'NULL' ? null : name === 'TRUE' ? '1' : name === 'FALSE' ? '0' : undefined
}

function isSymbol(token: SqlToken, text: string): boolean {
  return token.kind === 'symbol' && token.text === text
}

function keyword(token: SqlToken): string {
  return token.kind === 'word' ? token.text.toUpperCase() : ''
}
