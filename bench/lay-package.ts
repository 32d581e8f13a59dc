import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** As the published package lies on a disk: built, without the sources. What to run is returned. */
export function layPackage(place: string, code = resolve(import.meta.dirname, '..')): string {
  mkdirSync(join(place, 'bin'), { recursive: true })
  const program = join(place, 'bin/crier.js')
  copyFileSync(join(code, 'bin/crier.js'), program)
  for (const name of ['dist', 'demo', 'node_modules', 'package.json']) symlinkSync(join(code, name), join(place, name))
  return program
}
