/**
 * Where the program's files are. A checkout runs its sources in src/; the published package has dist/, where entries
 * stand by the names of their sources and what they share in dist/chunks (scripts/build.ts). This file is two folders
 * below the package's own in either.
 */
import { fileURLToPath } from 'node:url'

const packageUrl = new URL('../../', import.meta.url)
const isSource = import.meta.url.endsWith('.ts')

/** What the product ships besides code: package.json, demo/, dist/assets. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(path, packageUrl))
}

/** The folder of the code that runs. */
export const programFolder = packageFile(isSource ? 'src' : 'dist')

/**
 * A file that is begun by its address, in a process or a thread of its own: `kit/db/reading-thread`. It has to be among
 * the entries of scripts/build.ts.
 */
export function programFile(name: string): URL {
  return new URL(isSource ? `src/${name}.ts` : `dist/${name}.js`, packageUrl)
}
