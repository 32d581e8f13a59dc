/** What a form may hold (decision 070): declared with its route, checked before anything else looks at it. */
import { html, type Markup } from '../markup.ts'
import { maxMarks } from '../normal-form.ts'

/** One field of a form. Every bound is of one value as it was sent, without NUL and with \n for line ends. */
export type Field = {
  /** UTF-16 code units: what string functions count. */
  readonly units: number
  /** Of its UTF-8. */
  readonly bytes: number
  /** Combining marks in a row. */
  readonly marks: number
  /** In a field of one line a line end becomes a blank, as browsers have it. */
  readonly lines: 'one' | 'many'
  /** How many are taken: one comes as a string, and the first counts; more come as a list. */
  readonly values: 'one' | number
}

export type Fields = Readonly<Record<string, Field>>

type ValueOf<V extends Field['values']> = V extends 'one' ? string : readonly string[]

/** What a handler gets: the declared fields and no other. What is missing or over its bounds is empty. */
export type Values<F extends Fields> = { readonly [N in keyof F]: ValueOf<F[N]['values']> }

export type FieldFault = {
  code: 'too-long' | 'too-many-marks' | 'too-many'
  /** What was typed, of one value: to be shown again, and for nothing else. */
  sent: Markup
}

export type Faults<F extends Fields> = { readonly [N in keyof F]?: FieldFault }

type Bounds = { bytes?: number; marks?: number }

/** A value of one line. */
export function line(units: number, bounds: Bounds = {}) {
  return { ...boundsOf(units, bounds), lines: 'one', values: 'one' } as const
}

/** A value of any number of lines. */
export function lines(units: number, bounds: Bounds = {}) {
  return { ...boundsOf(units, bounds), lines: 'many', values: 'one' } as const
}

/** Up to so many values of one line under one name, as boxes to tick send them. */
export function list(values: number, units: number, bounds: Bounds = {}) {
  return { ...boundsOf(units, bounds), lines: 'one', values } as const
}

/** A code unit has three bytes at most. */
function boundsOf(units: number, { bytes = units * 3, marks = maxMarks }: Bounds) {
  return { units, bytes, marks }
}

/** @throws when a field of the form has a bound that is none */
export function checkDeclaration({ path, fields }: { path: string; fields: Fields }): void {
  for (const [name, { units, bytes, marks, values }] of Object.entries(fields)) {
    const bounds = [units, bytes, marks + 1, values === 'one' ? 1 : values]
    const isBounded = bounds.every((bound) => Number.isSafeInteger(bound) && bound > 0)
    if (!isBounded) throw new Error(`the field "${name}" of the form at ${path} has no bound`)
  }
}

/** `values`: within their bounds; of a field at fault, empty. */
export type ReadFields = { values: Values<Fields>; faults: Faults<Fields> }

/** Sorts names and values, as they were sent, into the declared fields, in time linear in their length. */
export function readFields(fields: Fields, sent: Iterable<readonly [name: string, value: string]>): ReadFields {
  const byName = new Map<string, string[]>(Object.keys(fields).map((name) => [name, []]))
  for (const [name, value] of sent) byName.get(name)?.push(value)
  const values: Record<string, string | string[]> = {}
  const faults: Record<string, FieldFault> = {}
  for (const [name, field] of Object.entries(fields)) {
    const given = byName.get(name) ?? []
    const fault = faultOf(field, field.values === 'one' ? given.slice(0, 1) : given)
    if (fault !== undefined) faults[name] = fault
    const taken = fault === undefined ? given : []
    const written = field.lines === 'one' ? taken.map((value) => value.replaceAll('\n', ' ')) : taken
    values[name] = field.values === 'one' ? (written[0] ?? '') : written
  }
  return { values, faults }
}

/** The length first: only what is within it is looked at. */
function faultOf({ units, bytes, marks, values }: Field, given: readonly string[]): FieldFault | undefined {
  if (values !== 'one' && given.length > values) return { code: 'too-many', sent: html`` }
  const long = given.find((value) => value.length > units || Buffer.byteLength(value) > bytes)
  if (long !== undefined) return { code: 'too-long', sent: html`${long}` }
  const marked = given.find((value) => rowOf(marks + 1).test(value))
  return marked === undefined ? undefined : { code: 'too-many-marks', sent: html`${marked}` }
}

const rows = new Map<number, RegExp>()

/** So many marks in a row: from each place at most so many are looked at. */
function rowOf(marks: number): RegExp {
  const known = rows.get(marks) ?? new RegExp(`\\p{M}{${marks}}`, 'u')
  rows.set(marks, known)
  return known
}
