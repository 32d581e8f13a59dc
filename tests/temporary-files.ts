import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const inMemory = '/dev/shm'
/** What a whole run has on its disk at once, several times over; the shelf and the doctor want a gigabyte besides. */
const plenty = 4e9

/**
 * What tests call the temporary folder lies in memory where Linux has enough of it: a database waits for its disk at
 * every commit, half the time of a test that writes. What a killed test leaves behind goes with the folder. Elsewhere,
 * and with little memory (a container has 64 MB there), it is the system's own.
 */
export default function setup(): (() => void) | undefined {
  if (!existsSync(inMemory) || freeBytes(inMemory) < plenty || process.availableMemory() < plenty) return undefined
  const [usual, before] = [tmpdir(), process.env.TMPDIR]
  const folder = mkdtempSync(join(inMemory, 'crier-run-'))
  // As root, PostgreSQL runs as a user of its own, who must be able to enter.
  chmodSync(folder, 0o755)
  process.env.TMPDIR = folder
  // 200 MB, which a browser's package unpacks there unless they are there.
  if (existsSync(join(usual, 'chromium'))) symlinkSync(join(usual, 'chromium'), join(folder, 'chromium'))
  return () => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    rmSync(folder, { recursive: true, force: true })
  }
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}
