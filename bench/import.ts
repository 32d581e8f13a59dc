/**
 * How fast and in how much memory a WordPress export comes in, without media: node bench/import.ts [--posts 20000]
 * [--megabytes 1024]
 * Run "npm run build" before; memory is measured on Linux only.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Report } from '../src/importers/report.ts'
import type { ReportKind } from '../src/importers/wordpress/run/run.ts'
import { writeExport } from './wxr-generate.ts'

const { values } = parseArgs({
  options: { posts: { type: 'string', default: '10000' }, megabytes: { type: 'string' } },
})

const bin = resolve(import.meta.dirname, '../dist/cli/main.js')

await measure()

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-import-'))
  try {
    const file = join(folder, 'export.xml')
    const bytes = values.megabytes === undefined ? undefined : Number(values.megabytes) * 1024 * 1024
    await writeExport(file, {
      posts: bytes === undefined ? Number(values.posts) : Number.MAX_SAFE_INTEGER,
      ...(bytes && { bytes }),
    })
    const size = statSync(file).size / 1024 / 1024
    console.log(`export of ${size.toFixed(0)} MB`)
    for (const round of ['first', 'again']) console.log(`${round}: ${await importOnce(file, join(folder, 'data'))}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Through the compiled command, as a publisher runs it. Its memory is asked of the kernel, which keeps the peak. */
async function importOnce(file: string, data: string): Promise<string> {
  const env = { PATH: process.env.PATH, CRIER_DATA_DIR: data, CRIER_LOG_LEVEL: 'silent' }
  const began = performance.now()
  const child = spawn(process.execPath, ['--max-semi-space-size=4', bin, 'import', 'wordpress', file, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let peakMb = 0
  const timer = setInterval(() => (peakMb = peakMemoryMb(child.pid ?? 0) || peakMb), 200)
  const output = (await child.stdout.toArray()).join('')
  clearInterval(timer)
  const seconds = (performance.now() - began) / 1000
  const { counts } = JSON.parse(output) as Pick<Report<ReportKind>, 'counts'>
  const stories = counts.article.read + counts.page.read
  return (
    `${stories} stories and ${counts.comment.read} comments in ${seconds.toFixed(1)} s: ${(stories / seconds).toFixed(0)} stories/s (target 500), ` +
    `peak ${peakMb.toFixed(0)} MB (target 300); imported ${counts.article.imported}, unchanged ${counts.article.unchanged}`
  )
}

function peakMemoryMb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return 0
  }
}
