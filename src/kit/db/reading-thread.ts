/** The thread of `threadReads`: one read-only connection, one question at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Db } from './schema.ts'
import { openSqliteReader } from './sqlite.ts'
import type { ThreadRequest, ThreadReply } from './thread-messages.ts'
import { Unavailable } from './trouble.ts'

const db = openSqliteReader(String(workerData))

parentPort?.on('message', ({ url, name, input }: ThreadRequest) => {
  void (async () => {
    const module: Record<string, { answer(db: Db, input: unknown): Promise<unknown> } | undefined> = await import(url)
    parentPort?.postMessage('begun' satisfies ThreadReply)
    return module[name]?.answer(db, input)
  })().then(
    (value) => parentPort?.postMessage({ value } satisfies ThreadReply),
    (error: unknown) => parentPort?.postMessage(failureReply(error)),
  )
})

/** On its way to the other thread an error loses its class. */
function failureReply(error: unknown): ThreadReply {
  if (error instanceof Unavailable) return 'unavailable'
  return { error: error instanceof Error ? error : new Error(String(error)) }
}
