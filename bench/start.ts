/**
 * Start to the first answer on an existing database, and memory at rest: node bench/start.ts [folder of another built
 * checkout] (the demo house is made first).
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { layPackage } from './lay-package.ts'

const [rounds, port] = [5, 4399]
const folder = mkdtempSync(join(tmpdir(), 'crier-bench-start-'))
const program = layPackage(join(folder, 'package'), process.argv[2])
const env = {
  PATH: process.env.PATH,
  CRIER_DATA_DIR: join(folder, 'data'),
  CRIER_PORT: String(port),
  CRIER_LOG_LEVEL: 'silent',
  CRIER_WORKER: 'no',
}
execFileSync(process.execPath, [program, 'demo'], { env })
for (let round = 1; round <= rounds; round++) {
  const began = performance.now()
  const server = spawn(process.execPath, [program, 'serve', '--demo'], { env, stdio: 'ignore' })
  while (
    !(await fetch(`http://127.0.0.1:${port}/`)
      .then((response) => response.ok)
      .catch(() => false))
  )
    await sleep(5)
  const seconds = (performance.now() - began) / 1000
  await sleep(1_500)
  console.log(
    `round ${round}: first page after ${seconds.toFixed(2)} s (target 1), ` +
      `at rest ${memoryMb(server.pid ?? 0)} MB (target 120)`,
  )
  server.kill('SIGTERM')
  await once(server, 'exit')
}
rmSync(folder, { recursive: true, force: true })

/** Resident memory by the kernel's account; Linux only. */
function memoryMb(pid: number): string {
  try {
    return (Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024).toFixed(0)
  } catch {
    return 'unknown'
  }
}
