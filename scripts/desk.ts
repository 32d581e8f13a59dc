/** Bundles the desk. What was built is kept, and built again only when a file that it is made of has changed. */
import react from '@vitejs/plugin-react'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build, type Rollup } from 'vite'

export type DeskFile = { name: string; bytes: Buffer }
/**
 * By name: `js` starts the desk, which needs `preload` and `css` at once, and for the list of stories, which is its
 * first screen, what `first` names; the other files are fetched on demand.
 */
export type Desk = { files: DeskFile[]; js: string; css: string[]; preload: string[]; first: Screen }
export type Screen = { css: string[]; preload: string[] }

type Kept = Omit<Desk, 'files'> & { files: string[]; sources: string[]; stamp: string }

export async function makeDesk(root: string, cache: string): Promise<Desk> {
  const kept = keptIn(cache, root)
  if (kept !== undefined) return kept
  const output = await bundle(root)
  const entry = output.find((file) => file.type === 'chunk' && file.isEntry)
  if (entry?.type !== 'chunk') throw new Error('The bundler made no entry of the desk.')
  const files = output
    .filter(({ fileName }) => !fileName.endsWith('.html'))
    .map((file) => ({ name: file.fileName, bytes: Buffer.from(file.type === 'chunk' ? file.code : file.source) }))
  const desk = {
    files,
    js: entry.fileName,
    css: [...(entry.viteMetadata?.importedCss ?? [])],
    preload: entry.imports,
    first: screenOf(output, 'desk/stories/stories.tsx', entry),
  }
  keep(cache, root, desk, sourcesOf(output, root))
  return desk
}

/** What a screen needs that the desk has not fetched when it starts. */
function screenOf(output: Rollup.OutputBundle[string][], path: string, entry: Rollup.OutputChunk): Screen {
  const chunks = output.filter((file) => file.type === 'chunk')
  const screen = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(path))
  if (screen === undefined) throw new Error(`The bundler made no chunk of ${path}.`)
  const named = (names: readonly string[]) => chunks.filter(({ fileName }) => names.includes(fileName))
  const needed = new Set([screen])
  for (const chunk of needed) for (const each of named(chunk.imports)) needed.add(each)
  const own = [...needed].filter((chunk) => chunk !== entry && !entry.imports.includes(chunk.fileName))
  return {
    css: [...new Set(own.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]))],
    preload: own.map(({ fileName }) => fileName),
  }
}

async function bundle(root: string): Promise<Rollup.OutputBundle[string][]> {
  const result = await build({
    root: join(root, 'desk'),
    base: '/assets/',
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    // What the desk's pages are to be as small as is decided by the entry, not by warnings.
    build: {
      write: false,
      target: ['chrome120', 'firefox121', 'safari17'],
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2_000,
      rollupOptions: {
        input: join(root, 'desk/index.tsx'),
        output: {
          entryFileNames: 'desk-[hash].js',
          chunkFileNames: 'desk-[name]-[hash].js',
          assetFileNames: 'desk-[name]-[hash][extname]',
        },
      },
    },
  })
  const [first] = [result].flat()
  if (first === undefined || !('output' in first)) throw new Error('The bundler made nothing of the desk.')
  return first.output
}

/** Our own files that went into it, and what decides which libraries did. */
function sourcesOf(output: Rollup.OutputBundle[string][], root: string): string[] {
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  const own = modules
    .map((id) => relative(root, id.replace(/^\0/u, '').split('?', 1)[0] ?? ''))
    .filter((path) => !path.startsWith('..') && !path.includes('node_modules') && existsSync(join(root, path)))
  return [...new Set([...own, 'package-lock.json', 'scripts/desk.ts'])].toSorted()
}

function stampOf(root: string, sources: readonly string[]): string {
  const hash = createHash('sha256')
  const desk = readdirSync(join(root, 'desk'), { recursive: true, encoding: 'utf8' }).toSorted()
  const styles = desk.filter((file) => /\.(?:css|html)$/u.test(file)).map((file) => join('desk', file))
  hash.update(JSON.stringify(desk))
  for (const file of [...sources, ...styles]) {
    const path = join(root, file)
    hash.update(file).update(existsSync(path) ? readFileSync(path) : '')
  }
  return hash.digest('hex')
}

function keptIn(cache: string, root: string): Desk | undefined {
  try {
    // Written below.
    const { sources, stamp, files, ...desk } = JSON.parse(readFileSync(join(cache, 'kept.json'), 'utf8')) as Kept
    if (stamp !== stampOf(root, sources)) return undefined
    return { ...desk, files: files.map((name) => ({ name, bytes: readFileSync(join(cache, name)) })) }
  } catch {
    return undefined
  }
}

function keep(cache: string, root: string, { files, ...desk }: Desk, sources: string[]): void {
  rmSync(cache, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  for (const { name, bytes } of files) writeFileSync(join(cache, name), bytes)
  const kept: Kept = { ...desk, files: files.map(({ name }) => name), sources, stamp: stampOf(root, sources) }
  writeFileSync(join(cache, 'kept.json'), JSON.stringify(kept))
}
