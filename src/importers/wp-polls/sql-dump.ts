import { SourceFault, type SourceEvent } from './rows.ts'
import { SqlLexer, type SqlToken } from './sql-lexer.ts'

export type DumpReader = {
  /** @throws SourceFault with its line. */
  write(piece: string): SourceEvent[]
  end(): SourceEvent[]
  /** Of the place that has been read. */
  line(): number
}

/** Reads the tables that are wanted out of a dump, rows one by one, however long the statement. Statements of other tables are skipped over. */
export function createDumpReader(isWanted: (table: string) => boolean): DumpReader {
  const lexer = new SqlLexer()
  const dump: Dump = { events: [], columns: new Map(), isWanted, statement: undefined }
  const statements = readStatements(dump)
  statements.next()

  function drain(): SourceEvent[] {
    for (let token = lexer.next(); token !== undefined; token = lexer.next()) if (statements.next(token).value === 'skip') lexer.skip()
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
      if (dump.statement !== undefined) throw new SourceFault({ line: lexer.line }, `the file ends inside ${dump.statement}: it was cut off.`)
      if (lexer.isOpen()) throw new SourceFault({ line: lexer.line }, 'the file ends inside a comment: it was cut off.')
      return events
    },
  }
}

type Dump = { events: SourceEvent[]; columns: Map<string, readonly string[]>; isWanted: (table: string) => boolean; /** What is being read, in words. */ statement: string | undefined }
/** Takes tokens and answers whether the rest of the statement is wanted. */
type Reading<T> = Generator<'read' | 'skip', T, SqlToken>

function* readStatements(dump: Dump): Reading<never> {
  for (;;) {
    dump.statement = undefined
    const first = yield 'read'
    if (isSymbol(first, ';')) continue
    const verb = keyword(first)
    dump.statement = `a statement that begins with ${first.text} in line ${first.line}`
    const last = verb === 'CREATE' ? yield* createTable(dump) : verb === 'INSERT' || verb === 'REPLACE' ? yield* insert(dump) : first
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
  for (let isStart = true; depth > 0; ) {
    const part = yield 'read'
    if (isSymbol(part, ';')) throw new SourceFault(part, `the definition of the table ${table} does not end.`)
    if (isSymbol(part, '(')) depth++
    if (isSymbol(part, ')')) depth--
    if (isStart && part.kind !== 'symbol' && !(part.kind === 'word' && noColumns.has(keyword(part)))) columns.push(part.text)
    isStart = depth === 1 && isSymbol(part, ',')
  }
  dump.columns.set(table, columns)
  dump.events.push({ kind: 'table', table, columns, place: { line: token.line } })
  return yield 'read'
}

const noColumns = new Set(['PRIMARY', 'KEY', 'UNIQUE', 'INDEX', 'CONSTRAINT', 'FULLTEXT', 'SPATIAL', 'CHECK', 'FOREIGN'])

function* insert(dump: Dump): Reading<SqlToken> {
  let token = yield 'read'
  while (token.kind === 'word' && ['LOW_PRIORITY', 'HIGH_PRIORITY', 'DELAYED', 'IGNORE', 'INTO'].includes(keyword(token))) token = yield 'read'
  const { line } = token
  const [table, afterName] = yield* tableName(token)
  if (!dump.isWanted(table)) return afterName
  dump.statement = `the rows of the table ${table}`
  let next = afterName
  let columns = dump.columns.get(table)
  if (isSymbol(next, '(')) {
    columns = (yield* list(table, nameOf)).map(String)
    next = yield 'read'
  }
  if (!['VALUES', 'VALUE'].includes(keyword(next))) throw new SourceFault(next, `the rows of the table ${table} are not written as VALUES (…).`)
  if (columns === undefined) throw new SourceFault({ line }, `the rows of the table ${table} name no columns, and no CREATE TABLE stands before them.`)
  if (!dump.columns.has(table)) {
    dump.columns.set(table, columns)
    dump.events.push({ kind: 'table', table, columns, place: { line } })
  }
  for (;;) {
    next = yield 'read'
    if (!isSymbol(next, '(')) throw new SourceFault(next, `a row of the table ${table} should begin here, and "${next.text.slice(0, 40)}" does.`)
    const place = { line: next.line }
    const values = yield* list(table, valueOf)
    if (values.length !== columns.length) throw new SourceFault(place, `a row of the table ${table} has ${values.length} values for ${columns.length} columns.`)
    dump.events.push({ kind: 'row', table, columns, values, place })
    next = yield 'read'
    if (!isSymbol(next, ',')) return next
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

type Item = (token: SqlToken, table: string) => Reading<string | null>

/** What stands between the parentheses; the first is read already. */
function* list(table: string, item: Item): Reading<(string | null)[]> {
  const values: (string | null)[] = []
  for (;;) {
    values.push(yield* item(yield 'read', table))
    const token = yield 'read'
    if (isSymbol(token, ')')) return values
    if (!isSymbol(token, ',')) throw new SourceFault(token, `"${token.text.slice(0, 40)}" stands between two values of the table ${table}.`)
  }
}

// oxlint-disable-next-line require-yield -- one shape for names and values
function* nameOf(token: SqlToken, table: string): Reading<string> {
  if (token.kind === 'symbol') throw new SourceFault(token, `the name of a column of the table ${table} should stand here, and "${token.text}" does.`)
  return token.text
}

/** A string, a number, NULL, or what an introducer such as `_binary` or `X` makes of the string behind it. */
function* valueOf(token: SqlToken, table: string): Reading<string | null> {
  if (token.kind === 'string') return token.text
  const name = keyword(token)
  if (name === 'NULL') return null
  if (name === 'TRUE' || name === 'FALSE') return name === 'TRUE' ? '1' : '0'
  if (/^0X(?:[\dA-F]{2})+$/u.test(name)) return Buffer.from(token.text.slice(2), 'hex').toString('utf8')
  if (/^[-+]?[\d.]/u.test(name)) return token.text
  if (name.startsWith('_') || name === 'N' || name === 'X') {
    const text = yield 'read'
    if (text.kind === 'string') return name === 'X' ? Buffer.from(text.text, 'hex').toString('utf8') : text.text
  }
  throw new SourceFault(token, `"${token.text.slice(0, 40)}" is no value that a dump writes; it stands in the rows of the table ${table}.`)
}

function isSymbol(token: SqlToken, text: string): boolean {
  return token.kind === 'symbol' && token.text === text
}

function keyword(token: SqlToken): string {
  return token.kind === 'word' ? token.text.toUpperCase() : ''
}
