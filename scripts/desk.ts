/** Bundles the desk. What was built is kept, and built again only when a file that it is made of has changed. */
import react from '@vitejs/plugin-react'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build, type Rollup } from 'vite'
import { checkMantine, oneSheet } from './desk-styles.ts'

export type DeskFile = { name: string; bytes: Buffer }
/** By name: `js` starts the desk, which needs `preload` and `css` at once; the other files are fetched on demand. */
export type Desk = { files: DeskFile[]; js: string; css: string[]; preload: string[] }

type Kept = Omit<Desk, 'files'> & { files: string[]; sources: string[]; stamp: string }

export async function makeDesk(root: string, cache: string): Promise<Desk> {
  const kept = keptIn(cache, root)
  if (kept !== undefined) return kept
  const output = await bundle(root)
  const entry = output.find((file) => file.type === 'chunk' && file.isEntry)
  if (entry?.type !== 'chunk') throw new Error('The bundler made no entry of the desk.')
  const first = chunksOf(entry, output)
  const sheets = [...new Set(first.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]))]
  const sheet = oneSheet(output, sheets)
  checkMantine(output, sheet.bytes.toString(), root)
  const others = output.filter(({ fileName }) => !fileName.endsWith('.html') && !sheets.includes(fileName))
  const files = others.map((file) => ({
    name: file.fileName,
    bytes: Buffer.from(file.type === 'chunk' ? file.code : file.source),
  }))
  const desk = {
    files: [...files, sheet],
    js: entry.fileName,
    css: [sheet.name],
    preload: first.map(({ fileName }) => fileName).filter((name) => name !== entry.fileName),
  }
  keep(cache, root, desk, sourcesOf(output, root))
  return desk
}

/** The entry, and before it all that it cannot begin without: what they import, too. */
function chunksOf(entry: Rollup.OutputChunk, output: Rollup.OutputBundle[string][]): Rollup.OutputChunk[] {
  const found = new Set<Rollup.OutputChunk>()
  const take = (chunk: Rollup.OutputChunk) => {
    if (found.has(chunk)) return
    for (const name of chunk.imports) {
      const imported = output.find(({ fileName }) => fileName === name)
      if (imported?.type === 'chunk') take(imported)
    }
    found.add(chunk)
  }
  take(entry)
  return [...found]
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
          // What the first screen needs is two files: six of them at a time are fetched by HTTP/1.1, and each waits for
          // the line. Libraries change less often than the desk.
          codeSplitting: {
            groups: [
              { name: 'libraries', tags: ['$initial'], test: /node_modules|rolldown.runtime/u, priority: 2 },
              { name: 'shell', tags: ['$initial'], priority: 1 },
            ],
          },
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
  return [...new Set([...own, 'package-lock.json', 'scripts/desk.ts', 'scripts/desk-styles.ts'])].toSorted()
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
