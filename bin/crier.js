#!/usr/bin/env node
import { existsSync } from 'node:fs'
import process from 'node:process'

const wanted = 24
if (Number(process.versions.node.split('.')[0]) < wanted) {
  console.error(`Crier needs Node.js ${wanted} or newer and this is ${process.versions.node}: install it from your system's packages, or "npm install node@${wanted}" beside Crier and run "npx crier".`)
  process.exit(1)
}
// V8 lets short-lived objects fill 128 MB before it looks. A page's or a story's are gone at once, and 4 MB saves 100 MB of
// memory. Only a process that begins with the flag heeds it: this one begins again in place (same id; Windows goes on without).
const small = '--max-semi-space-size=4'
if (process.platform !== 'win32' && !process.execArgv.some((flag) => flag.startsWith('--max-semi-space-size'))) {
  process.execve(process.execPath, [process.execPath, ...process.execArgv, small, ...process.argv.slice(1)], process.env)
}
// A checkout has the sources and runs them as they are; the published package has only what was compiled from them.
const source = new URL('../src/cli/main.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href)
