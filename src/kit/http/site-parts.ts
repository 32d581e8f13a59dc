import type { Actor } from '../db/schema.ts'
import type { House } from '../house.ts'
import type { Answer } from './answers.ts'
import type { Door } from './door.ts'
import type { Limit } from './limits.ts'
import type { Channel } from './listen.ts'
import type { FormAgain } from './plain-page.ts'

/** What the rooms above give the server, which knows none of them. */
export type Site = {
  /**
   * A refusal or a fault in words, in the look of the site at this path and with this status; with a form that was not
   * taken, to be sent again.
   */
  errorPage(
    house: House,
    fault: { status: number; message: string; path: string; again?: FormAgain | undefined },
  ): Promise<Answer>
  /** The language in which requests for this path are answered. */
  languageAt(house: House, path: string): string
  /** Who the reader is by the Cookie header, and the Set-Cookie line that makes one known. */
  knownReader(house: House, cookieHeader: string | undefined): string | undefined
  readerCookie(house: House, readerId: string): string
  /** Whether a file of the store was taken from the readers. */
  isWithdrawnFile?(house: House, path: string): Promise<boolean>
  /** Origins whose players may be framed. */
  frameSources: readonly string[]
  /** Who a program is by its Authorization header, and what it may; without this no program may do anything. */
  api?: {
    actorOf(house: House, authorization: string | undefined): Promise<Actor | undefined>
    can(actor: Actor, act: string): boolean
    limit: Limit
  }
  /** What takes over the connections on which the newsroom writes together. */
  live?(house: House): Channel
  /** Who may see `local` pages and a preview; without one nobody may. */
  door?: Door | undefined
}
