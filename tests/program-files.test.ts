import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, inject, test } from 'vitest'
import { childEnv } from './child-env.ts'

const root = resolve(import.meta.dirname, '..')
const code = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(root, 'src', name), 'utf8') }))

test('what is begun by its address is a source, and one of those that the package is built from', () => {
  const begun = code.flatMap(({ text }) => [...text.matchAll(/programFile\('([^']+)'\)/gu)].map((match) => match[1]))
  const build = readFileSync(join(root, 'scripts/build.ts'), 'utf8')
  expect(begun.length).toBeGreaterThan(5)
  for (const name of begun) {
    expect(existsSync(join(root, 'src', `${name}.ts`)), name).toBe(true)
    expect(build, name).toContain(`'${name}'`)
  }
})

test('where the program lies is asked in one place: elsewhere an address of a file would be another once built', () => {
  const asking = code.filter(({ name, text }) => !name.endsWith('.test.ts') && /import\.meta\.(?!main)/u.test(text))
  expect(asking.map(({ name }) => name)).toEqual(['articles/sanitize.ts', 'kit/program.ts'])
})

test('a checkout runs its sources, and the package what was built of them: to the same end', () => {
  const help = (bin: string) => execFileSync(process.execPath, [bin, '--help'], { env: childEnv, encoding: 'utf8' })
  expect(existsSync(resolve(inject('program'), '../../src'))).toBe(false)
  expect(help(inject('program'))).toBe(help(join(root, 'bin/crier.js')))
})
