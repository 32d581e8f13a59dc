/**
 * What handlers get and give. A handler never sees the framework: it gets plain values and returns one of these, so a
 * reader's address, cookie or network cannot slip into a cacheable page: a PageRequest does not have them.
 */
import type { Readable } from 'node:stream'
import type { Tag } from '../page-cache/tag.ts'
import type { Faults, Fields, Values } from './fields.ts'

export type PageRequest = {
  /** Decoded, without query. */
  path: string
  /** `:name` parts of the route. */
  params: Record<string, string>
  /** Only the query names that the route declares; everything else in the query does not make another page. */
  query: URLSearchParams
}

/** A request of one reader: its answer is never cached. */
export type ReaderRequest = PageRequest & {
  /** Known by the signed cookie; undefined on a first visit. */
  readerId: string | undefined
  /** The network address as trusted proxies tell it, undefined where none does (proxies.ts): for hashes and limits. */
  address: string | undefined
  /** The script asks for JSON; a browser's form for a page. */
  wantsJson: boolean
}

/** Of a link in messages (guards/link.ts). */
export type LinkRequest = PageRequest & {
  /** As of a ReaderRequest. */
  address: string | undefined
  /** As far as it can be told (who-follows.ts). */
  isByPerson: boolean
}

/** A posted form of a reader: the fields that its route declares, each within its bounds. */
export type FormRequest<F extends Fields = Fields> = ReaderRequest & { form: Values<F> }
/** The same for a handler that says itself which fields are over their bounds. */
export type TellingFormRequest<F extends Fields = Fields> = FormRequest<F> & { faults: Faults<F> }

/** A request from the person who started the server. Its body is still unread; what a handler leaves is discarded. */
export type LocalRequest = PageRequest & {
  /** The name it was sent to, one of this machine's: `localhost`. */
  host: string
  contentType: string | undefined
  body: Readable
  wantsJson: boolean
  /** Aborted when the other side has gone. */
  signal: AbortSignal
}

/** `until`: epoch milliseconds from which on another page must be shown, known beforehand (a poll closes). */
type Kept = { tags?: readonly Tag[]; until?: number | undefined }

export type Answer =
  /** `tags` mark a cacheable page (`article:12`, `front`); a private answer has none. */
  | ({
      kind: 'html'
      status: number
      /** Bytes in memory of their own, or words. */
      html: string | Buffer
      /** Another for other bytes; without one it is made of them. */
      hash?: string
      noindex?: boolean
      /** Anybody can make up addresses of this kind (a search), so the page is kept apart from the paper's own. */
      isEphemeral?: boolean
      /** May stand in a frame on any site. */
      framable?: boolean
      /** Origins that this page may frame besides the players. */
      frames?: readonly string[]
      /** A Content-Security-Policy of its own, in place of the site's. */
      policy?: string
    } & Kept)
  /** `isForever`: the address names the content, as a file's does. Any cache keeps it, and ours need not. */
  | ({
      kind: 'bytes'
      status: number
      type: string
      body: string | Uint8Array
      headers?: Record<string, string>
      isForever?: boolean
    } & Kept)
  | { kind: 'json'; status: number; json: unknown }
  | { kind: 'redirect'; status: 301 | 302 | 303 | 308; location: string; tags?: readonly Tag[] }

/** Sets the reader's cookie along with the answer; only from private and form handlers. */
export type PrivateAnswer = Answer & { setReaderId?: string }

/** Server-sent events, each one a text; the answer lasts until they end. */
export type EventsAnswer = { kind: 'events'; events: AsyncIterable<string> }
