import type { z } from 'zod'
import type { Failure } from '../outcome.ts'
import type { PageRequest } from './answers.ts'
import type { Fields } from './fields.ts'
import type { Exchange, Serving } from './serving.ts'
import type { Target } from './target.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * One line of the table of contents. The functions in guards/ make them (`pageRoute`, `formRoute`, ...), and hold each
 * handler to what its guard lets it see.
 */
export type Route = {
  readonly method: Method
  readonly path: string
  /** The query names that it reads. Everything else in a query is ignored, and makes no other page. */
  readonly queries: readonly string[]
  /** How long its body may take, where that is longer than elsewhere. */
  readonly bodyMs?: number
  /** Of a form: its fields with their bounds, and the bytes of the whole body. */
  readonly form?: { readonly maxBytes: number; readonly fields: Fields }
  /** Of the API: what is taken and given, for programs and for the documentation. */
  readonly operation?: Operation
  readonly guard: Guard
}

/** Stands for an act where nobody needs to be signed in. */
export const anyone = 'anyone'
/** Stands for an act where every member may, and no program. */
export const signedIn = 'signed-in'

export type Operation = {
  readonly id: string
  readonly summary: string
  /** Who may do this may call it; or `anyone`, or `signed-in`. */
  readonly act: string
  readonly query: z.ZodObject | undefined
  readonly body: z.ZodType | undefined
  readonly reply: z.ZodObject
  readonly failures: readonly Failure['outcome'][]
}

/** Who may ask, what the handler gets to see, and how its answer is kept. */
export type Guard = {
  readonly name: 'page' | 'private' | 'form' | 'json' | 'local' | 'open' | 'link' | 'api' | 'staff' | 'hook'
  /** Called once a server. @throws when the route declares what cannot be */
  open(serving: Serving): Guarded
}

export type Guarded = {
  answer(exchange: Exchange, request: PageRequest, target: Target): Promise<void>
  /** Of a page: the status that its handler would give, for addresses that only the handler knows to exist. */
  statusOf?(exchange: Exchange, request: PageRequest, target: Target): Promise<number>
}
