/**
 * Small durable writes on SQLite: 64 callers sharing commits against the same one after the other. node bench/write.ts
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { migrate } from '../src/kit/db/migrate.ts'
import { system } from '../src/kit/db/schema.ts'
import { openSqlite } from '../src/kit/db/sqlite.ts'
import { migrations } from '../src/migrations.ts'

const [rounds, writes, target] = [3, 20_000, 15_000]
const folder = mkdtempSync(join(tmpdir(), 'crier-bench-write-'))
const database = openSqlite(join(folder, 'house.db'))
await migrate(database, migrations, 0)
let next = 0
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
for (let round = 1; round <= rounds; round++) {
  const shared = await rate(64, writes)
  const single = await rate(1, writes / 10)
  console.log(
    `round ${round}: 64 callers ${shared.toFixed(0)} writes/s (target ${target}: ` +
      `${shared >= target ? 'met' : 'missed'}), one by one ${single.toFixed(0)}, ` +
      `ratio ${(shared / single).toFixed(1)}`,
  )
}
console.log(`event loop delay p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms`)
await database.close()
rmSync(folder, { recursive: true, force: true })

async function rate(callers: number, count: number): Promise<number> {
  const until = next + count
  const began = performance.now()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < until) {
        const id = `reader-${next++}`
        await database.write(system, (tx) =>
          tx
            .insertInto('readers')
            .values({ id, first_seen_at: 0 })
            .onConflict((conflict) => conflict.doNothing())
            .execute(),
        )
      }
    }),
  )
  return (count / (performance.now() - began)) * 1000
}
