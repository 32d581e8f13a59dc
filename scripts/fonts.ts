/**
 * Cuts the site's faces from the variable originals: only the axes and characters in use (SIL Open Font Licence permits
 * subsets).
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import subsetFont from 'subset-font'

export type Font = { name: string; bytes: Buffer; isLatin: boolean; isFirst: boolean }

type Axes = Record<string, number | { min: number; max: number }>
type Cut = { name: string; file: string; axes: Axes; isFirst?: boolean }

const resolve = createRequire(import.meta.url).resolve

/** Text is cut at its optical size, headlines at theirs: one weight, since headlines have one. */
const cuts: Cut[] = [
  {
    name: 'text',
    file: 'newsreader/files/newsreader-{subset}-opsz-normal.woff2',
    axes: { opsz: 17, wght: { min: 400, max: 700 } },
    isFirst: true,
  },
  {
    name: 'display',
    file: 'newsreader/files/newsreader-{subset}-opsz-normal.woff2',
    axes: { opsz: 44, wght: 560 },
    isFirst: true,
  },
  { name: 'italic', file: 'newsreader/files/newsreader-{subset}-opsz-italic.woff2', axes: { opsz: 17, wght: 400 } },
  {
    name: 'sans',
    file: 'public-sans/files/public-sans-{subset}-wght-normal.woff2',
    axes: { wght: { min: 400, max: 700 } },
    isFirst: true,
  },
]

type Ranges = readonly (readonly [from: number, to: number])[]

/** The same ranges stand as unicode-range in styles/fonts.css. */
const ranges = {
  latin: [
    [0x20, 0x7e],
    [0xa0, 0xff],
    [0x131, 0x131],
    [0x152, 0x153],
    [0x2bc, 0x2bc],
    [0x2013, 0x2014],
    [0x2018, 0x201e],
    [0x2020, 0x2022],
    [0x2026, 0x2026],
    [0x2030, 0x2033],
    [0x2039, 0x203a],
    [0x2044, 0x2044],
    [0x20ac, 0x20ac],
    [0x2122, 0x2122],
    [0x2212, 0x2212],
  ],
  'latin-ext': [
    [0x100, 0x130],
    [0x132, 0x151],
    [0x154, 0x17f],
    [0x218, 0x21b],
    [0x1e80, 0x1e85],
    [0x1e9e, 0x1e9e],
    [0x1ef2, 0x1ef3],
  ],
  arabic: [
    [0x600, 0x604],
    [0x606, 0x6ff],
    [0x750, 0x77f],
    [0xfb50, 0xfbc1],
    [0xfe70, 0xfe74],
    [0xfe76, 0xfefc],
  ],
} as const satisfies Record<string, Ranges>

const display: Axes = { opsz: 44, wght: 560 }

/** For pictures with words on them: whole fonts, since what draws them reads no woff2. */
const cardCuts: { name: string; file: string; axes: Axes; ranges: Ranges }[] = [
  {
    name: 'card-display',
    file: 'newsreader/files/newsreader-latin-opsz-normal.woff2',
    axes: display,
    ranges: ranges.latin,
  },
  {
    name: 'card-display-ext',
    file: 'newsreader/files/newsreader-latin-ext-opsz-normal.woff2',
    axes: display,
    ranges: ranges['latin-ext'],
  },
  {
    name: 'card-arabic',
    file: 'noto-naskh-arabic/files/noto-naskh-arabic-arabic-wght-normal.woff2',
    axes: { wght: 600 },
    ranges: ranges.arabic,
  },
  {
    name: 'card-sans',
    file: 'public-sans/files/public-sans-latin-wght-normal.woff2',
    axes: { wght: 650 },
    ranges: ranges.latin,
  },
  {
    name: 'card-sans-ext',
    file: 'public-sans/files/public-sans-latin-ext-wght-normal.woff2',
    axes: { wght: 650 },
    ranges: ranges['latin-ext'],
  },
]

/** By which Arabic letters join. */
const joining = ['isol', 'init', 'medi', 'fina', 'rlig', 'curs']
const features = ['kern', 'liga', 'lnum', 'onum', 'pnum', 'tnum', 'locl', 'mark', 'mkmk', 'ccmp', 'calt', ...joining]

/** Cutting takes about a second and its outcome depends only on what goes in: it is kept in `cache`. */
export async function makeFonts(cache: string): Promise<Font[]> {
  mkdirSync(cache, { recursive: true })
  const wanted = cuts.flatMap((cut) => [
    { cut, subset: 'latin' as const },
    { cut, subset: 'latin-ext' as const },
  ])
  return Promise.all(
    wanted.map(async ({ cut, subset }) => ({
      name: subset === 'latin' ? cut.name : `${cut.name}-ext`,
      bytes: await cutFont(cache, resolve(`@fontsource-variable/${cut.file.replace('{subset}', subset)}`), {
        axes: cut.axes,
        text: characters(ranges[subset]),
        targetFormat: 'woff2',
      }),
      isLatin: subset === 'latin',
      isFirst: subset === 'latin' && cut.isFirst === true,
    })),
  )
}

/** The faces of drawn pictures, with what each was cut for. */
export async function makeCardFonts(cache: string): Promise<{ name: string; bytes: Buffer; ranges: Ranges }[]> {
  mkdirSync(cache, { recursive: true })
  return Promise.all(
    cardCuts.map(async ({ name, file, axes, ranges: cutFor }) => ({
      name,
      ranges: cutFor,
      bytes: await cutFont(cache, resolve(`@fontsource-variable/${file}`), {
        axes,
        text: characters(cutFor),
        targetFormat: 'truetype',
      }),
    })),
  )
}

/** The licence asks that its text and the names of who made them go with the faces, cut or whole. */
export function fontLicences(): Buffer {
  const families = new Set([...cuts, ...cardCuts].map(({ file }) => file.split('/', 1)[0] ?? ''))
  const texts = [...families].map((family) =>
    readFileSync(join(dirname(resolve(`@fontsource-variable/${family}/package.json`)), 'LICENSE'), 'utf8').trim(),
  )
  return Buffer.from(
    'The typefaces in this folder are cut from the families below, ' +
      `each under the licence that follows its name.\n\n${texts.join(`\n\n${'='.repeat(80)}\n\n`)}\n`,
  )
}

type CutOptions = { axes: Axes; text: string; targetFormat: 'woff2' | 'truetype' }

async function cutFont(cache: string, file: string, { axes, text, targetFormat }: CutOptions): Promise<Buffer> {
  const original = readFileSync(file)
  const key = createHash('sha256')
    .update(original)
    .update(JSON.stringify([axes, text, features]))
    .digest('hex')
    .slice(0, 24)
  const kept = join(cache, `${key}.${targetFormat}`)
  if (existsSync(kept)) return readFileSync(kept)
  const bytes = await subsetFont(original, text, {
    targetFormat,
    variationAxes: axes,
    keepFeatures: features,
    noHinting: true,
  })
  writeFileSync(kept, bytes)
  return bytes
}

function characters(wanted: Ranges): string {
  return wanted
    .map(([from, to]) =>
      Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join(''),
    )
    .join('')
}
