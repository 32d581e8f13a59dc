import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

test.each(['ARCHITECTURE.md', 'STYLE.md', 'DESIGN.md', 'CONTRIBUTING.md'])('%s names files that are there', (name) => {
  const text = readFileSync(join(root, name), 'utf8')
  const named = [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|css|md|js))`/gu)].map(([, path]) => path ?? '')
  const missing = named.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, 'src', path)))
  expect(missing).toEqual([])
})
