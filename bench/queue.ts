/** The queue on SQLite: enqueueing in one transaction, then claim and complete in batches. node bench/queue.ts */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../src/kit/db/migrate.ts'
import { system } from '../src/kit/db/schema.ts'
import { openSqlite } from '../src/kit/db/sqlite.ts'
import { insertJob } from '../src/kit/queue/new-job-store.ts'
import { claimJobs, completeJobs } from '../src/kit/queue/store.ts'
import { migrations } from '../src/migrations.ts'

const [rounds, jobs, batch, target] = [3, 50_000, 500, 50_000]
const folder = mkdtempSync(join(tmpdir(), 'crier-bench-queue-'))
const database = openSqlite(join(folder, 'house.db'))
await migrate(database, migrations, 0)
for (let round = 1; round <= rounds; round++) {
  let began = performance.now()
  await database.write(system, async (tx) => {
    for (let number = 0; number < jobs; number++)
      await insertJob(tx, { name: 'bench', payload: { number }, priority: 0, at: 0 })
  })
  const enqueued = (jobs / (performance.now() - began)) * 1000
  began = performance.now()
  let done = 0
  for (let held: { id: number; attempt: number }[] = []; ;) {
    const previous = held
    held = await database.write(system, async (tx) => {
      if (previous.length > 0) done += await completeJobs(tx, 'bench', previous)
      return claimJobs(tx, { owner: 'bench', limit: batch, now: 1, leaseUntil: 30_000, busy: [] })
    })
    if (held.length === 0) break
  }
  const rate = (done / (performance.now() - began)) * 1000
  console.log(
    `round ${round}: enqueue in one transaction ${enqueued.toFixed(0)}/s; ` +
      `claim and complete by ${batch} ${rate.toFixed(0)}/s (target ${target}: ` +
      `${rate >= target ? 'met' : 'missed'})`,
  )
}
await database.close()
rmSync(folder, { recursive: true, force: true })
