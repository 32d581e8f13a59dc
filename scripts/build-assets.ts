import { build } from 'esbuild'
/**
 * Builds the reader's stylesheet, script and fonts into dist/assets under names of their content, compressed, with a
 * manifest.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Manifest } from '../src/kit/assets.ts'
import { makeDesk } from './desk.ts'
import { fontLicences, makeCardFonts, makeFonts } from './fonts.ts'

const root = resolve(import.meta.dirname, '..')
const out = join(root, 'dist/assets')

const licences = 'FONT-LICENCES.txt'
const cache = join(root, 'node_modules/.cache/crier-fonts')
const fonts = await makeFonts(cache)
const manifest: Manifest = {
  css: '',
  js: '',
  start: { css: '', js: '' },
  push: { js: '' },
  worker: '',
  desk: { paper: '', css: [], js: '', preload: [] },
  fonts: [],
  preload: [],
  cardFonts: [],
  files: [],
}
mkdirSync(out, { recursive: true })

const placed = new Map<string, string>()
for (const font of fonts) {
  const name = place(font.name, 'woff2', font.bytes, 'font/woff2', false)
  placed.set(`${font.name}.woff2`, name)
  manifest.fonts.push(name)
  if (font.isFirst) manifest.preload.push(name)
}
for (const { name, bytes, ranges } of await makeCardFonts(cache)) {
  const file = hashed(name, 'ttf', bytes)
  write(file, bytes)
  manifest.cardFonts.push({ file, ranges })
}
write(licences, fontLicences())
const { css, js, start, push, worker, paper } = await bundle()
manifest.css = place('site', 'css', Buffer.from(withFontNames(css)), 'text/css; charset=utf-8', true)
manifest.js = place('site', 'js', Buffer.from(js), 'text/javascript; charset=utf-8', true)
manifest.start = {
  css: place('start', 'css', Buffer.from(start.css), 'text/css; charset=utf-8', true),
  js: place('start', 'js', Buffer.from(start.js), 'text/javascript; charset=utf-8', true),
}
manifest.push.js = place('push', 'js', Buffer.from(push), 'text/javascript; charset=utf-8', true)
manifest.worker = place('worker', 'js', Buffer.from(worker), 'text/javascript; charset=utf-8', true)
const desk = await makeDesk(root, join(root, 'node_modules/.cache/crier-desk'))
for (const { name, bytes } of desk.files) placeAs(name, bytes, typeOf(name), true)
manifest.desk = {
  paper: place('paper', 'css', Buffer.from(withFontNames(paper)), 'text/css; charset=utf-8', true),
  css: desk.css,
  js: desk.js,
  preload: desk.preload,
}
write('manifest.json', Buffer.from(JSON.stringify(manifest, undefined, 2)))
removeOthers()

type Bundled = {
  css: string
  js: string
  start: { css: string; js: string }
  push: string
  worker: string
  paper: string
}

async function bundle(): Promise<Bundled> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [
      { in: 'src/layout/styles/site.css', out: 'style' },
      { in: 'src/browser/main.ts', out: 'script' },
      { in: 'src/layout/styles/start.css', out: 'start' },
      { in: 'src/browser/start.ts', out: 'start' },
      { in: 'src/browser/push.ts', out: 'push' },
      { in: 'src/browser/worker/service-worker.ts', out: 'worker' },
      { in: 'desk/styles/paper.css', out: 'paper' },
    ],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'dist/assets',
    format: 'esm',
    external: ['*.woff2'],
    logLevel: 'error',
    charset: 'utf8',
    // What readers' browsers of the last four years know.
    target: ['chrome109', 'firefox115', 'safari16'],
  })
  const text = (suffix: string) => result.outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? ''
  return {
    css: text('style.css'),
    js: text('script.js'),
    start: { css: text('start.css'), js: text('start.js') },
    push: text('push.js'),
    worker: text('worker.js'),
    paper: text('paper.css'),
  }
}

function withFontNames(css: string): string {
  return css.replace(/url\("?([\w-]+\.woff2)"?\)/gu, (_, name: string) => {
    const font = placed.get(name)
    if (font === undefined) throw new Error(`The stylesheet names ${name}, which scripts/fonts.ts does not make.`)
    return `url(${font})`
  })
}

function place(name: string, extension: string, bytes: Buffer, type: string, isCompressed: boolean): string {
  const file = hashed(name, extension, bytes)
  placeAs(file, bytes, type, isCompressed)
  return file
}

/** `file`: a name that has the hash of its content already. */
function placeAs(file: string, bytes: Buffer, type: string, isCompressed: boolean): void {
  // Compressing takes seconds, and the build is made again for the tests and for the package.
  const isThere = existsSync(join(out, `${file}.br`)) && readFileSync(join(out, file)).equals(bytes)
  write(file, bytes)
  if (isCompressed && !isThere) {
    write(`${file}.gz`, gzipSync(bytes, { level: 9 }))
    write(
      `${file}.br`,
      brotliCompressSync(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }),
    )
  }
  manifest.files.push({ name: file, type, etag: `"${hashOf(bytes)}"`, isCompressed })
}

function typeOf(name: string): string {
  return name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8'
}

function hashed(name: string, extension: string, bytes: Buffer): string {
  return `${name}-${hashOf(bytes)}.${extension}`
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64url').replaceAll(/[-_]/gu, '').slice(0, 10)
}

/** A server that starts meanwhile reads the old file or the new one, never half of it. */
function write(name: string, bytes: Buffer): void {
  const half = join(out, `.${name}.${process.pid}`)
  writeFileSync(half, bytes)
  renameSync(half, join(out, name))
}

function removeOthers(): void {
  const kept = new Set([
    'manifest.json',
    licences,
    ...manifest.cardFonts.map(({ file }) => file),
    ...manifest.files.flatMap(({ name }) => [name, `${name}.br`, `${name}.gz`]),
  ])
  for (const file of readdirSync(out)) if (!kept.has(basename(file)) && !file.startsWith('.')) rmSync(join(out, file))
}

const size = (name: string) => `${(readFileSync(join(out, `${name}.br`)).length / 1024).toFixed(1)} KB`
const latinBytes = fonts.filter(({ isLatin }) => isLatin).reduce((sum, { bytes }) => sum + bytes.length, 0)
console.log(
  `assets: stylesheet ${size(manifest.css)}, script ${size(manifest.js)} (brotli), ` +
    `fonts of a first page ${Math.round(latinBytes / 1024)} KB`,
)
