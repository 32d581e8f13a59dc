/**
 * How fast and in how much memory a WordPress export comes in: node bench/import.ts [--posts 20000] [--megabytes 1024]
 * The import runs in a process of its own, as the command line does it, without media.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import { importWordpress } from '../src/importers/wordpress/run/import.ts'
import { writeExport } from './wxr-generate.ts'

const { values } = parseArgs({ options: { posts: { type: 'string', default: '10000' }, megabytes: { type: 'string' }, child: { type: 'string' } } })

if (values.child !== undefined) await importHere(values.child)
else await measure()

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-import-'))
  try {
    const file = join(folder, 'export.xml')
    const bytes = values.megabytes === undefined ? undefined : Number(values.megabytes) * 1024 * 1024
    await writeExport(file, { posts: bytes === undefined ? Number(values.posts) : Number.MAX_SAFE_INTEGER, ...(bytes && { bytes }) })
    const size = statSync(file).size / 1024 / 1024
    console.log(`export of ${size.toFixed(0)} MB`)
    for (const round of ['first', 'again']) {
      const child = spawn(process.execPath, [import.meta.filename, '--child', file], { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, BENCH_ROUND: round, BENCH_DATA: join(folder, 'data') } })
      await new Promise((done) => child.once('exit', done))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function importHere(file: string): Promise<void> {
  await using house = await openHouse(readConfig({ CRIER_DATA_DIR: process.env.BENCH_DATA, CRIER_LOG_LEVEL: 'silent' }), {}, { commitMs: 40 })
  let peak = 0
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50)
  const began = performance.now()
  const { counts } = await importWordpress(house, { file, media: { kind: 'none' } })
  clearInterval(timer)
  const seconds = (performance.now() - began) / 1000
  const stories = counts.article.read + counts.page.read
  const { user, system } = process.cpuUsage()
  console.log(
    `${process.env.BENCH_ROUND}: ${stories} stories and ${counts.comment.read} comments in ${seconds.toFixed(1)} s: ${(stories / seconds).toFixed(0)} stories/s, ` +
      `${((user + system) / 1e6 / seconds).toFixed(2)} cores, peak ${(peak / 1024 / 1024).toFixed(0)} MB; imported ${counts.article.imported}, unchanged ${counts.article.unchanged}`,
  )
}
