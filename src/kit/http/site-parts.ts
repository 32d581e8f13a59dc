import type { Actor } from '../db/schema.ts'
import type { House } from '../house.ts'
import type { Answer } from './answers.ts'
import type { Door } from './door.ts'
import type { Limit } from './limits.ts'
import type { Channel } from './listen.ts'
import type { FormAgain } from './plain-page.ts'

/** What a call of the API says of who makes it: its Authorization and Cookie headers, and from where it comes. */
export type ApiAsking = {
  authorization: string | undefined
  cookie: string | undefined
  address: string | undefined
}

/** `session`: the id of the session whose cookie came along. A program has a token instead. */
export type Principal = { actor: Actor; session?: string }

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
  /** A public page as it is sent, with what stands above all pages just now. */
  topped?(house: House, answer: Answer, path: string): Promise<Answer>
  /** Whether a file of the store was taken from the readers. */
  isWithdrawnFile?(house: House, path: string): Promise<boolean>
  /** Origins whose players may be framed. */
  frameSources: readonly string[]
  /** Who calls an operation, and what they may; without this nobody may do anything. */
  api?: {
    principalOf(house: House, asking: ApiAsking): Promise<Principal | undefined>
    /** Whether ever: at least with what is their own. */
    can(actor: Actor, act: string): boolean
    limit: Limit
    /** Of those who are not signed in, for what changes something. */
    strangerLimit: Limit
  }
  /** What takes over the connections on which the newsroom writes together. */
  live?(house: House): Channel
  /** Who may see `local` pages and a preview; without one nobody may. */
  door?: Door | undefined
}
