/**
 * What readers feel while an export that was dropped on the start page is imported: node bench/start-import.ts [ROOT]
 * Pages and event loop of the serving process, at rest and for 15 seconds of an import. ROOT: another checkout.
 */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, openAsBlob, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeExport } from './wxr-generate.ts'

const [posts, seconds, everyMs, port] = [20_000, 15, 10, 4398]
const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'))
const bin = join(root, 'bin/crier.js')
const folder = mkdtempSync(join(tmpdir(), 'crier-bench-import-'))
const [data, measured, preload] = [join(folder, 'data'), join(folder, 'measured.json'), join(folder, 'preload.mjs')]
const origin = `http://localhost:${port}`

/** At SIGUSR2 the process writes how late its event loop was since the last one, and its processor time. */
writeFileSync(
  preload,
  `
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { writeFileSync } from 'node:fs'
const late = monitorEventLoopDelay({ resolution: 5 })
late.enable()
process.on('SIGUSR2', () => {
  const { user, system } = process.cpuUsage()
  const said = { p99: late.percentile(99) / 1e6, max: late.max / 1e6, cpu: (user + system) / 1e6 }
  writeFileSync(${JSON.stringify(measured)}, JSON.stringify(said))
  late.reset()
})
`,
)
type Said = { p99: number; max: number; cpu: number }

const own = { CRIER_DATA_DIR: data, CRIER_PORT: String(port), CRIER_LOG_LEVEL: 'silent', CRIER_WORKER: 'no' }
const env = { PATH: process.env.PATH, ...own }
execFileSync(process.execPath, [bin, 'demo'], { env })
await writeExport(join(folder, 'export.xml'), { posts })
const flags = ['--max-semi-space-size=4', '--import', preload]
const server = spawn(process.execPath, [...flags, bin, 'serve'], { env, stdio: 'ignore' })
try {
  while (
    !(await fetch(origin)
      .then((answer) => answer.ok)
      .catch(() => false))
  )
    await sleep(50)
  const headers = { Cookie: await cookie(), 'Sec-Fetch-Site': 'same-origin' }
  await watch('at rest', 5)
  const body = new FormData()
  body.set('export', await openAsBlob(join(folder, 'export.xml')), 'export.xml')
  await fetch(`${origin}/-/start/files`, { method: 'POST', headers, body, redirect: 'manual' })
  await watch('importing', seconds)
  const shown = await (await fetch(`${origin}/-/start`, { headers })).text()
  console.log(`then: ${/[\d,]+ of [\d,]+/u.exec(shown)?.[0] ?? /data-step="(\w+)"/u.exec(shown)?.[1]}`)
} finally {
  server.kill('SIGKILL')
  await sleep(1_000)
  rmSync(folder, { recursive: true, force: true })
}

async function cookie(): Promise<string> {
  const file = join(data, 'start-key')
  if (!existsSync(file)) return ''
  const answer = await fetch(readFileSync(file, 'utf8').trim(), { redirect: 'manual' })
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

async function watch(name: string, forSeconds: number): Promise<void> {
  const before = await said()
  const took: number[] = []
  for (const until = performance.now() + forSeconds * 1000; performance.now() < until; await sleep(everyMs)) {
    const began = performance.now()
    await (await fetch(origin)).arrayBuffer()
    took.push(performance.now() - began)
  }
  const { p99, max, cpu } = await said()
  took.sort((a, b) => a - b)
  const at = (share: number) => (took[Math.floor(took.length * share)] ?? 0).toFixed(1)
  const pages = `${took.length} front pages p50 ${at(0.5)} p99 ${at(0.99)} worst ${at(0.9999)} ms`
  const loop = `event loop p99 ${p99.toFixed(1)} worst ${max.toFixed(1)} ms`
  console.log(`${name}: ${pages}; ${loop}; ${((cpu - before.cpu) / forSeconds).toFixed(2)} of a core`)
}

async function said(): Promise<Said> {
  rmSync(measured, { force: true })
  server.kill('SIGUSR2')
  while (!existsSync(measured) || readFileSync(measured, 'utf8') === '') await sleep(5)
  // Written by the preload above.
  return JSON.parse(readFileSync(measured, 'utf8')) as Said
}
