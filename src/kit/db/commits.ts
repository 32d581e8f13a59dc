import { randomBytes } from 'node:crypto'
import type { Condition } from './condition.ts'
import { Unavailable } from './trouble.ts'

/**
 * A signal that processes send one another by committing, such as that there are new jobs. The facts are in rows;
 * `Detail` is extra data for a listener in the same process.
 */
export type Channel<Detail = undefined> = { readonly name: string; readonly detail?: (detail: Detail) => void }

/** `name`: letters and hyphens. */
export function defineChannel<Detail = undefined>(name: string): Channel<Detail> {
  if (!/^[a-z-]+$/u.test(name)) throw new Error(`"${name}" is no name for a channel`)
  return { name }
}

export type Listener<Detail> = {
  /** After a commit of this process. */
  here(detail: Detail): void
  /**
   * Called soon after a commit of another process, once at the beginning, and now and then without one. `missed`:
   * signals may have been lost, so start over. If it rejects, it is called again a second later.
   */
  elsewhere(signal: Signal): void | Promise<void>
}

/**
 * `words`: what the other process said with it (`announce`), where the engine carries words. They get lost as easily as
 * signals do, and nothing may depend on them.
 */
export type Signal = { missed: boolean; words?: string | undefined }

/** The one place where a process hears of commits, its own and others'. */
export type Commits = {
  /** Returns how to stop. */
  on<Detail>(channel: Channel<Detail>, listener: Listener<Detail>): () => void
}

/** How the two engines feed it. */
export type CommitFeed = Commits & {
  /** A commit of this process; the token distinguishes it from others'. */
  tellHere<Detail>(channel: Channel<Detail>, detail: Detail, token: string): void
  /** A commit of any process: of every channel, if it is not said which. */
  tellElsewhere(signal: Signal, of?: { channel: string; token: string }): void
  stop(): void
}

const againMs = 1_000
/** A notification may come before the answer to the commit that it tells of; its token is then never asked for. */
const maxTokens = 1_000

export type CommitFeedOptions = {
  /** Starts listening to other processes, with the first listener. Returns how to stop. */
  begin: () => () => void
  condition: Condition
  /** Errors thrown by a listener, other than trouble of the database. */
  onFault?: ((error: unknown) => void) | undefined
}

export function openCommits({ begin, condition, onFault }: CommitFeedOptions): CommitFeed {
  const listeners = new Map<string, Set<Listener<never>>>()
  const ownTokens = new Set<string>()
  let end: (() => void) | undefined
  let isStopped = false

  async function call(channel: string, listener: Listener<never>, signal: Signal): Promise<void> {
    try {
      await listener.elsewhere(signal)
    } catch (error) {
      const isListening = () => listeners.get(channel)?.has(listener) === true
      // It met a database that was being closed.
      if (isStopped || !isListening()) return
      if (error instanceof Unavailable) condition.met(error)
      else onFault?.(error)
      setTimeout(() => isListening() && void call(channel, listener, signal), againMs).unref()
    }
  }

  return {
    on(channel, listener) {
      const ofChannel = listeners.get(channel.name) ?? new Set()
      listeners.set(channel.name, ofChannel.add(listener))
      if (!isStopped) end ??= begin()
      // What it knows it has read before it could hear.
      setImmediate(() => ofChannel.has(listener) && void call(channel.name, listener, { missed: false }))
      return () => ofChannel.delete(listener)
    },
    tellHere(channel, detail, token) {
      ownTokens.add(token)
      const [oldest] = ownTokens
      if (oldest !== undefined && ownTokens.size > maxTokens) ownTokens.delete(oldest)
      for (const listener of listeners.get(channel.name) ?? []) (listener as Listener<unknown>).here(detail)
    },
    tellElsewhere(signal, of) {
      if (of !== undefined && ownTokens.has(of.token)) return
      for (const [channel, ofChannel] of listeners) {
        if (of === undefined || of.channel === channel)
          for (const listener of ofChannel) void call(channel, listener, signal)
      }
    },
    stop() {
      isStopped = true
      end?.()
      listeners.clear()
    },
  }
}

/** Tells one commit from all others, of this process or another. */
export function newToken(): string {
  return `${ofThisProcess}.${(next++).toString(36)}`
}

const ofThisProcess = randomBytes(6).toString('base64url')
let next = 0
