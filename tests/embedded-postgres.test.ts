import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

test.each([0, 3])('a process that may have a PostgreSQL of its own ends with the code that it set: %i', (code) => {
  const file = JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))
  const script = `await import(${file}); process.exitCode = ${code}`
  expect(spawnSync(process.execPath, ['--input-type=module', '--eval', script]).status).toBe(code)
})
