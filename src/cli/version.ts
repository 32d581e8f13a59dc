import { readFileSync } from 'node:fs'
import { packageFile } from '../kit/program.ts'

/** The package's version. */
export function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'))
  return manifest.version
}
