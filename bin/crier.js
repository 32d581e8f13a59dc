#!/usr/bin/env node
import { existsSync } from 'node:fs'
import process from 'node:process'

const wanted = 24
if (Number(process.versions.node.split('.')[0]) < wanted) {
  console.error(
    `Crier needs Node.js ${wanted} or newer and this is ${process.versions.node}: install it from your system's packages, or "npm install node@${wanted}" beside Crier and run "npx crier".`,
  )
  process.exit(1)
}
// V8 lets short-lived objects fill 128 MB before it looks. A page's or a story's are gone at once, and 4 MB saves 100
// MB of memory. A server that has filled its page cache looks when its heap has grown by a quarter, not by half or
// more: 86 MB. What is left it collects in quiet time, which needs `gc`. glibc gives each thread a heap of its own, and
// keeps what large blocks leave behind: with one heap for all, and blocks of 32 KB given back at once, 75 MB. Only a
// process that begins so heeds any of it: this one begins again in place (same id; Windows goes on without).
const ofServer = ['--heap-growing-percent=25', '--expose-gc']
const wantedFlags = ['--max-semi-space-size=4', ...(process.argv[2] === 'serve' ? ofServer : [])]
const malloc = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '32768' }
const flags = wantedFlags.filter((flag) => !process.execArgv.some((given) => given.startsWith(flag.split('=', 1)[0])))
const unset =
  process.platform === 'linux' ? Object.entries(malloc).filter(([name]) => process.env[name] === undefined) : []
if (process.platform !== 'win32' && flags.length + unset.length > 0) {
  const env = { ...process.env, ...Object.fromEntries(unset) }
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...flags, ...process.argv.slice(1)], env)
}
// A checkout has the sources and runs them as they are; the published package has only what was compiled from them.
const source = new URL('../src/cli/main.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href)
