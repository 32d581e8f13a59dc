import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Condition } from './condition.ts'
import { patience } from './patience.ts'
import { lineConfig } from './postgres-lines.ts'
import { postgresFault, Unavailable } from './trouble.ts'

export const channel = 'crier'
const listen = `listen ${channel}`
const againMs = 1_000

type OnCommit = (signal: { missed: boolean }) => void

export type Listening = { watch(onCommit: OnCommit): () => void; stop(): Promise<void> }

/**
 * One connection, from the first watcher on, that hears of every commit and is opened anew whenever it breaks or falls
 * silent.
 */
export function openListening(url: string, condition: Condition): Listening {
  const watchers = new Set<OnCommit>()
  let stopped = false
  let isListening = false
  const stopping = Promise.withResolvers<void>()
  let running: Promise<void> | undefined

  function tell(missed: boolean): void {
    for (const onCommit of watchers) onCommit({ missed })
  }

  async function run(): Promise<void> {
    for (let first = true; !stopped; first = false) {
      const socket = new Socket()
      const line = new Client({
        ...lineConfig(url, { ...patience.look, connectMs: patience.readers.connectMs }),
        query_timeout: patience.readers.answerMs,
        stream: () => socket,
      })
      await Promise.race([listenOn(line, first).catch(tellTrouble), stopping.promise])
      isListening = false
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
    line.on('notification', () => tell(false))
    await line.query(listen)
    isListening = true
    tell(!first)
    // Said again it changes nothing, and is a sign of life.
    const beat = setInterval(() => void line.query(listen).catch(ended.reject), patience.heartbeatMs).unref()
    return ended.promise.finally(() => clearInterval(beat))
  }

  return {
    watch(onCommit) {
      watchers.add(onCommit)
      running ??= run()
      // Whoever comes later has read its state before it could hear.
      if (isListening) setImmediate(() => watchers.has(onCommit) && onCommit({ missed: false }))
      return () => watchers.delete(onCommit)
    },
    async stop() {
      stopped = true
      watchers.clear()
      stopping.resolve()
      await running
    },
  }
}
