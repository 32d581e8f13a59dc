import { createQueryId, PostgresQueryCompiler, SqliteQueryCompiler } from 'kysely'
import type { CompiledQuery, LimitNode, QueryResult, RootOperationNode } from 'kysely'
import { engineOf } from './database.ts'
import { directRun } from './direct.ts'
import type { Db, Engine, Tx } from './schema.ts'

type Compilable<Row> = { compile(executor: Db): CompiledQuery<Row>; toOperationNode(): RootOperationNode }
type Build<Connection, Parameters extends readonly unknown[], Row> = (
  db: Connection,
  ...parameters: Parameters
) => Compilable<Row>
type Run<Connection, Parameters extends readonly unknown[], Row> = (
  db: Connection,
  ...parameters: Parameters
) => Promise<Row[]>

/**
 * A hot read whose SQL is built once: composing and compiling a query of twenty columns costs about 100 µs, running it 20
 * (2026-11). `build` gets a stand-in for each parameter and must only place them as values.
 *
 * What is the same at every run (`state = 'published'`) and every limit goes into the text as a literal. SQLite's planner
 * looks at values that are compared with a partial index's column and at limits, and a statement with such a parameter is
 * compiled anew at each run: 56 µs against 10 for a story's row (2026-11). For each limit there is a text of its own.
 */
export function prepared<Parameters extends readonly unknown[], Row>(
  build: Build<Db, Parameters, Row>,
): Run<Db, Parameters, Row> {
  return once(build)
}

/** The same for a write that a deed makes many times over; its rows are what RETURNING gives. */
export function preparedWrite<Parameters extends readonly unknown[], Row>(
  build: Build<Tx, Parameters, Row>,
): Run<Tx, Parameters, Row> {
  return once(build)
}

/** `positions`: which parameter stands at each place of the text. `texts`: by the values of the limits. */
type Shape = { limits: readonly number[]; texts: Map<string, Text> }
type Text = { query: CompiledQuery; positions: readonly number[] }

/** Limits are the constants of pages; more of them than this are a mistake, which must not fill the memory. */
const maxTexts = 32

function once<Connection extends Db, Parameters extends readonly unknown[], Row>(
  build: Build<Connection, Parameters, Row>,
): Run<Connection, Parameters, Row> {
  const shapes = new Map<Engine, Shape>()

  function compile(db: Connection, standIns: readonly unknown[]): LiteralsCompiled {
    return compileWithLiterals(engineOf(db), build(db, ...(standIns as unknown as Parameters)).toOperationNode())
  }

  function shapeFor(db: Connection, count: number): Shape {
    const known = shapes.get(engineOf(db))
    if (known !== undefined) return known
    const { limits } = compile(db, Array.from({ length: count }, (_, index) => new StandIn(index)))
    const shape = { limits: [...limits].sort((a, b) => a - b), texts: new Map<string, Text>() }
    shapes.set(engineOf(db), shape)
    return shape
  }

  function textFor(db: Connection, parameters: Parameters): Text {
    const { limits, texts } = shapeFor(db, parameters.length)
    const key = limits.length === 0 ? '' : limits.map((index) => Number(parameters[index])).join()
    const known = texts.get(key)
    if (known !== undefined) return known
    const values = parameters.map((value, index) => (limits.includes(index) ? Number(value) : new StandIn(index)))
    const { query } = compile(db, values)
    const text = { query, positions: query.parameters.map((value) => (value instanceof StandIn ? value.index : -1)) }
    if (texts.size >= maxTexts) texts.clear()
    texts.set(key, text)
    return text
  }

  return async (db, ...parameters) => {
    const { query, positions } = textFor(db, parameters)
    const values = positions.map((position, index) => (position === -1 ? query.parameters[index] : parameters[position]))
    const filled = { ...query, parameters: values } as CompiledQuery<Row>
    const run = directRun(db)
    if (run !== undefined) return (run(filled) as QueryResult<Row>).rows
    return (await db.getExecutor().executeQuery<Row>(filled)).rows
  }
}

class StandIn {
  readonly index: number
  constructor(index: number) {
    this.index = index
  }
}

/** The compiled query, and which stand-ins are limits. */
type LiteralsCompiled = { query: CompiledQuery; limits: ReadonlySet<number> }

function compileWithLiterals(engine: Engine, node: RootOperationNode): LiteralsCompiled {
  const limits = new Set<number>()
  const compiler = engine === 'sqlite' ? new SqliteLiterals(limits) : new PostgresLiterals(limits)
  return { query: compiler.compileQuery(node, createQueryId()), limits }
}

/** Bytes have no literal that both engines read; a stand-in is a parameter. */
function isConstant(value: unknown): boolean {
  return value === null || ['string', 'number', 'bigint'].includes(typeof value)
}

function noteLimit({ limit }: LimitNode, limits: Set<number>): void {
  if ('value' in limit && limit.value instanceof StandIn) limits.add(limit.value.index)
}

class SqliteLiterals extends SqliteQueryCompiler {
  readonly #limits: Set<number>
  constructor(limits: Set<number>) {
    super()
    this.#limits = limits
  }
  protected override appendValue(value: unknown): void {
    if (isConstant(value)) this.appendImmediateValue(value)
    else super.appendValue(value)
  }
  protected override visitLimit(node: LimitNode): void {
    noteLimit(node, this.#limits)
    super.visitLimit(node)
  }
}

class PostgresLiterals extends PostgresQueryCompiler {
  readonly #limits: Set<number>
  constructor(limits: Set<number>) {
    super()
    this.#limits = limits
  }
  protected override appendValue(value: unknown): void {
    if (isConstant(value)) this.appendImmediateValue(value)
    else super.appendValue(value)
  }
  protected override visitLimit(node: LimitNode): void {
    noteLimit(node, this.#limits)
    super.visitLimit(node)
  }
}
