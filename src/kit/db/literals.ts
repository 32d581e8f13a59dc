import { ColumnNode, PostgresQueryCompiler, ReferenceNode, SqliteQueryCompiler, ValueNode } from 'kysely'
import type { BinaryOperationNode, DefaultQueryCompiler, LimitNode, OperationNode } from 'kysely'
import { type Engine } from './schema.ts'

/**
 * What goes into a statement's text as a literal rather than beside it as a bound value. SQLite's planner looks at
 * values that are compared with the column of a partial index, and at limits; a statement with such a bound value is
 * compiled again at each run (56 µs against 10 for a story's row, 2026-11). PostgreSQL takes its partial indexes only
 * for literals when it plans for any value.
 *
 * In every query: limits, and whatever a column called `state` is compared with, since a state is one of a few words of
 * ours. `all` says it of further values: a prepared query's constants.
 */
export type Literals = {
  all(value: unknown): boolean
  /** Hears of each limit and state that is neither a number nor a text: a prepared query's parameter. */
  wanted(value: unknown): void
}

const inEveryQuery: Literals = { all: () => false, wanted: () => {} }

/** Kysely's compiler for the engine, which writes those values into the text. */
export function queryCompiler(engine: Engine, literals = inEveryQuery): DefaultQueryCompiler {
  const Base: new () => DefaultQueryCompiler = engine === 'sqlite' ? SqliteQueryCompiler : PostgresQueryCompiler
  class WithLiterals extends Base {
    protected override appendValue(value: unknown): void {
      if (literals.all(value)) this.appendImmediateValue(value)
      else super.appendValue(value)
    }
    protected override visitLimit(node: LimitNode): void {
      const limit = valueOf(node.limit)
      if (typeof limit !== 'number') {
        literals.wanted(limit)
        return super.visitLimit(node)
      }
      this.append('limit ')
      this.appendImmediateValue(limit)
    }
    protected override visitBinaryOperation(node: BinaryOperationNode): void {
      const state = isOfState(node) ? valueOf(node.rightOperand) : undefined
      if (typeof state !== 'string') {
        if (state !== undefined) literals.wanted(state)
        return super.visitBinaryOperation(node)
      }
      this.visitNode(node.leftOperand)
      this.append(' ')
      this.visitNode(node.operator)
      this.append(' ')
      this.appendImmediateValue(state)
    }
  }
  return new WithLiterals()
}

/** Whether both engines read such a value in a text: bytes they write differently. */
export function hasLiteral(value: unknown): boolean {
  return value === null || ['string', 'number', 'bigint'].includes(typeof value)
}

function valueOf(node: OperationNode): unknown {
  return ValueNode.is(node) ? node.value : undefined
}

function isOfState({ leftOperand }: BinaryOperationNode): boolean {
  if (!ReferenceNode.is(leftOperand) || !ColumnNode.is(leftOperand.column)) return false
  return leftOperand.column.column.name === 'state'
}
