import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const inMemory = '/dev/shm'
/** What a whole run has on its disk at once, several times over; the shelf and the doctor want a gigabyte besides. */
const plenty = 4e9

/**
 * The temporary folder of one run, with all that a killed test leaves behind. On Linux it lies in memory where there is
 * enough of it (a container has 64 MB): a database waits for its disk at every commit, which is much of the time of a
 * test that writes. In it is what V8 has compiled, too, which the workers and the commands that tests start need not
 * compile again, which is a third or more of the CPU time of a command.
 */
export default function setup(): () => void {
  const usual = tmpdir()
  const folder = mkdtempSync(join(isRoomy(inMemory) ? inMemory : usual, 'crier-run-'))
  // As root, PostgreSQL runs as a user of its own, who must be able to enter.
  chmodSync(folder, 0o755)
  // 200 MB, which the browser's package unpacks there unless they are there.
  if (existsSync(join(usual, 'chromium'))) symlinkSync(join(usual, 'chromium'), join(folder, 'chromium'))
  const { TMPDIR, NODE_COMPILE_CACHE } = process.env
  Object.assign(process.env, { TMPDIR: folder, NODE_COMPILE_CACHE: join(folder, 'compiled') })
  return () => {
    for (const [name, before] of Object.entries({ TMPDIR, NODE_COMPILE_CACHE }))
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    rmSync(folder, { recursive: true, force: true })
  }
}

function isRoomy(path: string): boolean {
  if (!existsSync(path)) return false
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize > plenty && process.availableMemory() > plenty
}
