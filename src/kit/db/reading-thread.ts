/** The thread of `threadReads`: one read-only connection, one question at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Db } from './schema.ts'
import { openSqliteReader } from './sqlite.ts'

export type Asked = { url: string; name: string; input: unknown }
/** `begun`: the thread has what it needs; the time counts from here. */
export type Told = 'begun' | { value: unknown } | { error: Error }

const db = openSqliteReader(String(workerData))

parentPort?.on('message', ({ url, name, input }: Asked) => {
  void (async () => {
    const module: Record<string, { answer(db: Db, input: unknown): Promise<unknown> } | undefined> = await import(url)
    parentPort?.postMessage('begun' satisfies Told)
    return module[name]?.answer(db, input)
  })().then(
    (value) => parentPort?.postMessage({ value } satisfies Told),
    (error: unknown) => parentPort?.postMessage({ error: error instanceof Error ? error : new Error(String(error)) } satisfies Told),
  )
})
