#!/usr/bin/env node
import { existsSync } from 'node:fs'

const wanted = 24
if (Number(process.versions.node.split('.')[0]) < wanted) {
  console.error(`Crier needs Node.js ${wanted} or newer and this is ${process.versions.node}: install it from your system's packages, or "npm install node@${wanted}" beside Crier and run "npx crier".`)
  process.exit(1)
}
// A checkout has the sources and runs them as they are; the published package has only what was compiled from them.
const source = new URL('../src/cli/main.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href)
