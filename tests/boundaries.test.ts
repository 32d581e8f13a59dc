import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Rooms from the ground up: a room imports only rooms of a lower step. */
const steps = [
  ['kit'],
  ['staff'],
  ['publication'],
  ['readers', 'people', 'media', 'topics'],
  ['accounts'],
  ['articles'],
  ['layout'],
  ['share'],
  ['polls', 'conversation', 'disclosures', 'placements', 'subscriptions'],
  ['deliveries'],
  ['search'],
  ['working-copies'],
  ['editing'],
  ['alerts'],
  ['feeds'],
  ['site', 'desk', 'legacy', 'importers'],
]
/** Files above the rooms; only they see everything. */
const roof = ['house.ts', 'routes.ts', 'server.ts', 'migrations.ts', 'darkroom.ts', 'page-shelf.ts', 'settings.ts']
/** The files of a room that may hold queries; what is done with their rows stands elsewhere. */
const mayHoldSql = /(?:^|[/-])(?:store|tables|checks|personal)\.ts$/u
const holdsSql =
  /\.(?:selectFrom|insertInto|replaceInto|updateTable|deleteFrom|mergeInto)\(|\bsql(?:<[^`]*>)?`|from 'kysely'/u
/** A variable of a module, or a collection that begins empty. */
const keepsOutsideHouses =
  /^(?:export )?(?:let |const \w+(?:: [^=]+)? = (?:new (?:Weak)?(?:Map|Set)(?:<.*>)?\(\)|\[\]$))/mu
/** Known again instead of made again, and whatever house asks, it is the same. */
const sameForAllHouses = {
  'articles/article.ts': 'calendars of Intl, by time zone',
  'articles/sanitize.ts': 'what becomes of HTML',
  'importers/wordpress/content/part-blocks.ts': 'blocks of a shortcode, as long as the shortcode itself',
  'polls/store.ts': 'the texts of statements',
  'share/text-outlines.ts': 'the faces of the process that draws',
  'site/story/stamp.ts': 'the hash of the program',
}
/**
 * Lines of more than 120 columns that stay, `most` of them: regular expressions, which would be harder to read in
 * pieces and whose literals are checked (regular-expressions.test.ts), and stories whose lines are their own.
 */
const unbroken = [
  { files: /^(?:articles\/telling-lines|kit\/reserved|search\/words)\.ts$/u, most: 3 },
  {
    files:
      /^importers\/wordpress\/(?:extras|sponsors|run\/prepare|content\/(?:alt-text|b[lu][\w-]+|finish|part-blocks|pictures|shortcodes))\.ts$/u,
    most: 11,
  },
  { files: /^\.\.\/tests\/journeys\/stories\.ts$/u, most: 2 },
]
/** In tests the sentence of a test and a pattern of what is expected stay in one piece. */
const inOnePiece = /^\s*(?:test(?:\.\w+)?\(["'`]|\/\^?\S.*\/[a-z]*u\b)/u
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
          expect(imported, file).not.toMatch(/^\w+\/(?:pages|api)(?:\.ts$|\/)/u)
      }
    }
  })

  test('stores know no request, view or page; views no database and no house', () => {
    const stores = files.filter((name) => /(?:\/|-)store\.ts$/u.test(name))
    const views = files.filter((name) => /views(?:\/|\.ts$)/u.test(name))
    expect([stores.length > 15, views.length > 20]).toEqual([true, true])
    for (const file of stores)
      for (const imported of importsOf(file)) expect(imported, file).not.toMatch(/views|pages|kit\/http\/(?!answers)/u)
    for (const file of views)
      for (const imported of importsOf(file))
        expect(imported, file).not.toMatch(/store\.ts$|deeds\.ts$|kit\/house|kit\/db\//u)
  })

  test('SQL stands in kit, and in rooms in stores, tables, checks and personal', () => {
    const others = files.filter((file) => !file.startsWith('kit/') && !mayHoldSql.test(file))
    expect(others.length).toBeGreaterThan(300)
    expect(others.filter((file) => holdsSql.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
  })

  test.each([
    ["db.selectFrom('articles')", true],
    ["tx\n  .insertInto('articles')", true],
    ['sql`comment_count + 1`', true],
    ['sql<{ id: number }>`select id from articles`', true],
    ["import { sql, type SelectQueryBuilder } from 'kysely'", true],
    ['await articleById(db, id)', false],
    ["list.querySelectorAll('a')", false],
  ])('%j is SQL: %s', (source, isSql) => {
    expect(holdsSql.test(source)).toBe(isSql)
  })

  test('what a room keeps in memory belongs to a house', () => {
    const shared = files.filter(
      (file) =>
        !/^(?:kit|cli|browser)\//u.test(file) &&
        !Object.hasOwn(sameForAllHouses, file) &&
        keepsOutsideHouses.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(shared).toEqual([])
    for (const file of Object.keys(sameForAllHouses)) expect(files).toContain(file)
  })

  test.each([
    ['let last: Promise<unknown> = Promise.resolve()', true],
    ["const boxes = new WeakMap<House['write'], Map<number, Box>>()", true],
    ['const known: Map<string, number> = new Map()', true],
    ["const names = new Set(['a', 'b'])", false],
    ['  const known = new Map<string, number>()', false],
    ['const boxesIn = perHouse(() => new Map<number, Box>())', false],
  ])('%j keeps something for the whole process: %s', (source, isShared) => {
    expect(keepsOutsideHouses.test(source)).toBe(isShared)
  })

  test('every room of the law is there, and every room that is there is in the law', () => {
    const rooms = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0] ?? ''))
    expect([...steps.flat(), 'browser', 'cli'].toSorted()).toEqual([...rooms].toSorted())
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
  return own !== -1 && other !== -1 && other < own
}

describe('layout', () => {
  const sourcesIn = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => /\.(?:tsx?|css)$/u.test(file) && !/\/messages\/|\.test\.ts$/u.test(file))
  // Tests beside the code hold pages and exports as they came.
  const around = ['tests', 'bench', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, '..', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:[cm]?[jt]sx?|css)$/u.test(file))
      .map((file) => join('..', folder, file)),
  )
  const sources = [...sourcesIn('.'), ...sourcesIn('../desk'), ...around]

  test('no line is longer than 120 columns', () => {
    const long = sources.filter((file) => !unbroken.some(({ files: those }) => those.test(file))).flatMap(longLinesOf)
    expect(around.length).toBeGreaterThan(250)
    expect(long).toEqual([])
  })

  test.each(unbroken)('$files has no more long lines than it had', ({ files: those, most }) => {
    expect(sources.filter((file) => those.test(file)).flatMap(longLinesOf).length).toBeLessThanOrEqual(most)
  })
})

function longLinesOf(file: string): string[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  const mayBeLong = (line: string) => file.startsWith('../tests/') && inOnePiece.test(line)
  return lines.flatMap((line, index) => (line.length > 120 && !mayBeLong(line) ? [`${file}:${index + 1}`] : []))
}
