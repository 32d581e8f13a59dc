import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Signal } from './commits.ts'
import type { Condition } from './condition.ts'
import { postgresChannel } from './database.ts'
import { patience } from './patience.ts'
import { lineConfig } from './postgres-lines.ts'
import { postgresFault, Unavailable } from './trouble.ts'

const listen = `listen ${postgresChannel}`
const againMs = 1_000

/** Without `of` it may have been anything. */
type Hear = (signal: Signal, of?: { channel: string; token: string }) => void

export type Listening = {
  /** Returns how to stop hearing. */
  begin(): () => void
  stop(): Promise<void>
}

/** One connection that is notified of every commit and reopened whenever it breaks or falls silent. */
export function openListening(url: string, condition: Condition, hear: Hear): Listening {
  let stopped = false
  const stopping = Promise.withResolvers<void>()
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    for (let first = true; !stopped; first = false) {
      const socket = new Socket()
      const line = new Client({
        ...lineConfig(url, { ...patience.look, connectMs: patience.readers.connectMs }),
        query_timeout: patience.readers.answerMs,
        stream: () => socket,
      })
      await Promise.race([listenOn(line, first).catch(tellTrouble), stopping.promise])
      await Promise.race([line.end().catch(() => {}), sleep(patience.goodbyeMs, undefined, { ref: false })])
      socket.destroy()
      await toTryAgain()
    }
  }

  function tellTrouble(error: unknown): void {
    const fault = postgresFault(error)
    if (fault instanceof Unavailable && !stopped) condition.met(fault)
  }

  /** A server that does not answer is asked by the condition's looks alone. */
  async function toTryAgain(): Promise<void> {
    do if (!stopped) await sleep(againMs, undefined, { ref: false })
    while (!stopped && condition.trouble()?.kind === 'unreachable')
  }

  /** Until the connection ends. */
  async function listenOn(line: Client, first: boolean): Promise<never> {
    const ended = Promise.withResolvers<never>()
    line.on('error', ended.reject).on('end', () => ended.reject(new Error('Connection terminated')))
    // Heard below, or after a failure to connect by nobody.
    ended.promise.catch(() => {})
    await line.connect()
    line.on('notification', ({ payload }) => hear({ missed: false, words: wordsOf(payload) }, commitOf(payload)))
    await line.query(listen)
    hear({ missed: !first })
    // Said again it changes nothing, and is a sign of life.
    const beat = setInterval(() => void line.query(listen).catch(ended.reject), patience.heartbeatMs).unref()
    return ended.promise.finally(() => clearInterval(beat))
  }

  return {
    begin() {
      running ??= run()
      return () => {
        stopped = true
        stopping.resolve()
      }
    },
    async stop() {
      stopped = true
      stopping.resolve()
      await running
    },
  }
}

/** `channel token words`, as `announce` writes it. */
function commitOf(payload = ''): { channel: string; token: string } | undefined {
  const [channel, token] = payload.split(' ')
  return channel === undefined || token === undefined ? undefined : { channel, token }
}

function wordsOf(payload = ''): string | undefined {
  return payload.split(' ')[2]
}
