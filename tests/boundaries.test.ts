import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Rooms from the ground up: a room imports only rooms of a lower step. */
const steps = [
  ['kit'],
  ['staff'],
  ['readers', 'people', 'media', 'topics'],
  ['articles'],
  ['polls', 'conversation', 'disclosures', 'placements'],
  ['alerts'],
  ['search'],
  ['site', 'feeds', 'importers'],
]
/** Rooms of one step that build on a neighbour; every other pair is kept apart. */
const neighbours = new Set(['site -> feeds'])
/** Files above the rooms; only they see everything. */
const roof = ['house.ts', 'routes.ts', 'server.ts', 'worker.ts', 'migrations.ts', 'darkroom.ts']
const root = resolve(import.meta.dirname, '../src')

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'),
)

describe('the direction law', () => {
  test.each(files.filter((file) => file.includes('/')))('%s imports only what stands below it', (file) => {
    const room = file.split('/')[0] ?? ''
    if (room === 'cli' || room === 'browser') return
    for (const imported of importsOf(file)) {
      expect(allowed(room, imported), `${file} imports ${imported}`).toBe(true)
    }
  })

  test('no room uses pages or api of another', () => {
    for (const file of files) {
      for (const imported of importsOf(file)) {
        const [from, to] = [file.split('/')[0], imported.split('/')[0]]
        if (from !== to && file.includes('/') && from !== 'cli')
          expect(imported, file).not.toMatch(/\/(pages|api)\.ts$/u)
      }
    }
  })

  test('store and words of a room know no request, view or page', () => {
    for (const file of files.filter((name) => /\/store\.ts$/u.test(name))) {
      for (const imported of importsOf(file))
        expect(imported, file).not.toMatch(/(views|pages|kit\/http\/(?!answers))/u)
    }
    for (const file of files.filter((name) => /views(\/|\.ts)/u.test(name))) {
      for (const imported of importsOf(file))
        expect(imported, file).not.toMatch(/(store|deeds|kit\/house|kit\/db)\.ts$/u)
    }
  })

  test('only config.ts reads the environment', () => {
    for (const file of files.filter((name) => name !== 'config.ts' && !name.startsWith('cli/'))) {
      expect(readFileSync(join(root, file), 'utf8'), file).not.toContain('process.env')
    }
  })

  test('only the darkroom loads what reads pictures', () => {
    const reached = new Set(['cli/main.ts'])
    for (const file of reached) for (const imported of loadedBy(file)) reached.add(imported)
    expect(reached.size).toBeGreaterThan(200)
    for (const file of reached) {
      const source = readFileSync(join(root, file), 'utf8')
      expect(source, file).not.toMatch(/from '(?:sharp|exifr|file-type)'|import\('(?:sharp|exifr|file-type)'\)/u)
    }
  })

  test('no file needs, by whatever way round, itself: not even for a type', () => {
    expect(circles()).toEqual([])
  })

  test('no barrels, no attics', () => {
    expect(files.filter((file) => /(^|\/)(index|utils|helpers|misc|common|lib)(\.ts$|\/)/u.test(file))).toEqual([])
  })
})

function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8')
  const specifiers = [
    ...source.matchAll(/^(?:import|export)[^'"]*?from '(\.[^']+)'|import\('(\.[^']+)'\)|^import '(\.[^']+)'/gmu),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
  return specifiers.map((specifier) => relative(root, join(root, dirname(file), specifier)))
}

/** The files of each circle of imports, each circle once (Tarjan: what reaches back to where it was reached from). */
function circles(): string[][] {
  const found: string[][] = []
  const [seen, open] = [new Map<string, number>(), [] as string[]]
  const visit = (file: string): number => {
    const number = seen.size
    seen.set(file, number)
    open.push(file)
    let low = number
    for (const next of importsOf(file)) {
      if (!files.includes(next)) continue
      if (!seen.has(next)) low = Math.min(low, visit(next))
      else if (open.includes(next)) low = Math.min(low, seen.get(next) ?? low)
    }
    if (low !== number) return low
    const circle = open.splice(open.indexOf(file))
    if (circle.length > 1) found.push(circle.toSorted())
    return low
  }
  for (const file of files) if (!seen.has(file)) visit(file)
  return found
}

/** Without types, of which nothing is left when the program runs. */
function loadedBy(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8').replace(/^(?:import|export) type .*$/gmu, '')
  const specifiers = [...source.matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)|^import '(\.[^']+)'/gmu)]
  return specifiers.map((match) => relative(root, join(root, dirname(file), match[1] ?? match[2] ?? match[3] ?? '')))
}

function allowed(room: string, imported: string): boolean {
  const target = imported.split('/')[0] ?? ''
  if (target === room || imported === 'config.ts') return true
  if (roof.includes(imported)) return false
  const own = steps.findIndex((rooms) => rooms.includes(room))
  const other = steps.findIndex((rooms) => rooms.includes(target))
  return own !== -1 && other !== -1 && (other < own || neighbours.has(`${room} -> ${target}`))
}
