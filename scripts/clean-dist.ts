import { mkdirSync, readdirSync, rmSync } from 'node:fs'

/**
 * Removes what was compiled. The assets stay: their own build replaces them, and a running server may be reading them.
 */
const dist = new URL('../dist/', import.meta.url)
mkdirSync(dist, { recursive: true })
for (const name of readdirSync(dist))
  if (name !== 'assets') rmSync(new URL(name, dist), { recursive: true, force: true })
