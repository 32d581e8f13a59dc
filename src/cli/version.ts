import { readFileSync } from 'node:fs'

/** The package's version; its package.json stands two folders up, in a checkout and in the published package alike. */
export function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return manifest.version
}
