import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * One built file, ready to be sent under its content's name forever. Fonts are compressed already: `br` and `gzip` are
 * absent.
 */
type Asset = { bytes: Buffer; br: Buffer | undefined; gzip: Buffer | undefined; type: string; etag: string }

export type Assets = {
  /** Addresses of the stylesheet and the one module script. */
  css: string
  js: string
  /** What the start page has besides, which no reader sees. */
  start: { css: string; js: string }
  /** Of the page on which readers choose their alerts. */
  push: { js: string }
  /** The service worker; readers get it at an address of its own. */
  worker: string
  desk: DeskAssets
  /** Addresses of all fonts; `preload` names those that a first page needs. */
  fonts: readonly string[]
  preload: readonly string[]
  /**
   * Files of the faces that pictures are drawn with, and the characters that each was cut for; readers never get them.
   */
  cardFonts: readonly CardFont[]
  /** By address, `/assets/site-3fA9x0.css`. */
  all: ReadonlyMap<string, Asset>
}

/** `paper`: the faces and colours of the paper's own pages; `preload`: modules that the script needs at once. */
export type DeskAssets = { paper: string; js: string; css: readonly string[]; preload: readonly string[] }

export type CardFont = { file: string; ranges: readonly (readonly [from: number, to: number])[] }

/** What the build writes as manifest.json. */
export type Manifest = {
  css: string
  js: string
  start: { css: string; js: string }
  push: { js: string }
  worker: string
  desk: DeskAssets
  fonts: string[]
  preload: string[]
  cardFonts: CardFont[]
  files: { name: string; type: string; etag: string; isCompressed: boolean }[]
}

/** Reads what `npm run build:assets` has made. `dir` is the folder with manifest.json. */
export function readAssets(dir: string): Assets {
  const { files, ...names } = readManifest(dir)
  const address = (name: string) => `/assets/${name}`
  const all = files.map(({ name, type, etag, isCompressed }): [string, Asset] => {
    const read = (suffix: string) => readFileSync(join(dir, name + suffix))
    return [
      address(name),
      {
        bytes: read(''),
        br: isCompressed ? read('.br') : undefined,
        gzip: isCompressed ? read('.gz') : undefined,
        type,
        etag,
      },
    ]
  })
  return {
    css: address(names.css),
    js: address(names.js),
    start: { css: address(names.start.css), js: address(names.start.js) },
    push: { js: address(names.push.js) },
    worker: address(names.worker),
    desk: {
      paper: address(names.desk.paper),
      css: names.desk.css.map(address),
      js: address(names.desk.js),
      preload: names.desk.preload.map(address),
    },
    fonts: names.fonts.map(address),
    preload: names.preload.map(address),
    cardFonts: names.cardFonts.map(({ file, ranges }) => ({ file: join(dir, file), ranges })),
    all: new Map(all),
  }
}

function readManifest(dir: string): Manifest {
  try {
    // Written by our own build, beside the files it names.
    return JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as Manifest
  } catch (cause) {
    throw new Error(
      `The stylesheet and scripts are not built (no readable manifest.json in ${dir}). Run: npm run build:assets`,
      { cause },
    )
  }
}
