import { createQueryId, type CompiledQuery, type QueryResult, type RootOperationNode } from 'kysely'
import { engineOf } from './database.ts'
import { directRun } from './direct.ts'
import { hasLiteral, queryCompiler, type Literals } from './literals.ts'
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
 * A hot read whose SQL is built once: composing and compiling a query of twenty columns costs about 100 µs, running it
 * 20 (2026-11). `build` gets a stand-in for each parameter and must only place them as values.
 *
 * What is the same at every run stands in the text as a literal, and so do limits and states (literals.ts says why):
 * for each of their values there is a text of its own.
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

/**
 * `literal`: the parameters that stand in the text, by whose values `texts` are kept. `positions`: of the others in it.
 */
type Shape = { literal: readonly number[]; texts: Map<string, Text> }
type Text = { query: CompiledQuery; positions: readonly number[] }

/** Limits are the constants of pages; more of them than this would be a mistake, which must not fill the memory. */
const maxTexts = 32

function once<Connection extends Db, Parameters extends readonly unknown[], Row>(
  build: Build<Connection, Parameters, Row>,
): Run<Connection, Parameters, Row> {
  const shapes = new Map<Engine, Shape>()

  function compile(db: Connection, standIns: readonly unknown[], wanted: Literals['wanted']): CompiledQuery {
    const node = build(db, ...(standIns as unknown as Parameters)).toOperationNode()
    return queryCompiler(engineOf(db), { all: hasLiteral, wanted }).compileQuery(node, createQueryId())
  }

  function shapeFor(db: Connection, count: number): Shape {
    const known = shapes.get(engineOf(db))
    if (known !== undefined) return known
    const literal: number[] = []
    const standIns = Array.from({ length: count }, (_, index) => new StandIn(index))
    compile(db, standIns, (value) => {
      if (value instanceof StandIn) literal.push(value.index)
    })
    const shape = { literal, texts: new Map<string, Text>() }
    shapes.set(engineOf(db), shape)
    return shape
  }

  function textFor(db: Connection, parameters: Parameters): Text {
    const { literal, texts } = shapeFor(db, parameters.length)
    const key = literal.length === 0 ? '' : literal.map((index) => String(parameters[index])).join()
    const known = texts.get(key)
    if (known !== undefined) return known
    const values = parameters.map((value, index) => (literal.includes(index) ? value : new StandIn(index)))
    const query = compile(db, values, () => {})
    const text = { query, positions: query.parameters.map((value) => (value instanceof StandIn ? value.index : -1)) }
    if (texts.size >= maxTexts) texts.clear()
    texts.set(key, text)
    return text
  }

  return async (db, ...parameters) => {
    const { query, positions } = textFor(db, parameters)
    const values = positions.map((position, index) =>
      position === -1 ? query.parameters[index] : parameters[position],
    )
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
