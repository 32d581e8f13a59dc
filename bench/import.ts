/**
 * How fast and in how much memory a WordPress export comes in, without media, as a publisher runs it: a first run into
 * an empty house, and the same again. Told are stories per second and per CPU second of the process (user and system,
 * all its threads) and its peak memory. Runs what is built; see `usage`.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Report } from '../src/importers/report.ts'
import type { ReportKind } from '../src/importers/wordpress/run/run.ts'
import { writeExport } from './wxr-generate.ts'

const usage = `Usage: node bench/import.ts [--stories 3000 | --megabytes 1024]
    [--comments 3] [--rounds 1] [--code folder]
  --stories, --megabytes  size of the export
  --comments              of a story, in the mean
  --code                  another built checkout, in turns with this one`
const target = { timesOther: 2, perSecond: 1000, peakMb: 300 }
const ours = resolve(import.meta.dirname, '..')
/** The process itself says what it took; nobody else can ask for the CPU time of one that has ended. */
const told = 'process.on("exit",()=>fs.writeSync(3,JSON.stringify(process.resourceUsage())))'
const tellUse = `data:text/javascript,import fs from"node:fs";${encodeURIComponent(told)}`
const runs = ['first', 'again'] as const

type Took = { perSecond: number; perCpuSecond: number; peakMb: number; counts: Report<ReportKind>['counts'] }

await measure(options())

function options() {
  const { values } = parseArgs({
    options: {
      stories: { type: 'string', default: '3000' },
      megabytes: { type: 'string' },
      comments: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '1' },
      code: { type: 'string' },
    },
  })
  const { code, ...given } = values
  const numbers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Number(value)]))
  const { stories = 0, megabytes, comments = 0, rounds = 0 } = numbers
  const isWrong = Object.values(numbers).some((number) => !(number >= 0)) || !stories || !rounds
  const codes = [...(code === undefined ? [] : [resolve(code)]), ours]
  const unbuilt = codes.find((folder) => !existsSync(join(folder, 'dist/cli/main.js')))
  if (isWrong || unbuilt !== undefined) {
    console.error(unbuilt === undefined ? usage : `${unbuilt} is not built: npm run build there.`)
    process.exit(2)
  }
  const size = megabytes === undefined ? { posts: stories } : { posts: 1e9, bytes: megabytes * 1024 * 1024 }
  return { codes, rounds, size: { ...size, commentsPerPost: comments } }
}

async function measure({ codes, rounds, size }: ReturnType<typeof options>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-import-'))
  try {
    const file = join(folder, 'export.xml')
    await writeExport(file, size)
    console.log(`export of ${(statSync(file).size / 1024 / 1024).toFixed(0)} MB`)
    const rates = new Map(codes.flatMap((code) => runs.map((run) => [`${code} ${run}`, new Array<number>()])))
    for (let round = 1; round <= rounds; round++) {
      for (const code of codes) {
        const data = join(folder, `data-${round}-${codes.indexOf(code)}`)
        for (const run of runs) {
          const took = await importOnce(code, file, data)
          rates.get(`${code} ${run}`)?.push(took.perCpuSecond)
          console.log(`${round} ${code === ours ? 'this' : 'other'}, ${run}: ${words(took)}`)
        }
        rmSync(data, { recursive: true, force: true })
      }
    }
    const [other] = codes
    if (other !== ours) for (const run of runs) compare(run, rates.get(`${other} ${run}`), rates.get(`${ours} ${run}`))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Through the compiled command. */
async function importOnce(code: string, file: string, data: string): Promise<Took> {
  const env = { PATH: process.env.PATH, CRIER_DATA_DIR: data, CRIER_LOG_LEVEL: 'silent' }
  const began = performance.now()
  const command = [join(code, 'dist/cli/main.js'), 'import', 'wordpress', file, '--json']
  const child = spawn(process.execPath, ['--max-semi-space-size=4', '--import', tellUse, ...command], {
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  const [output, use] = await Promise.all([child.stdio[1], child.stdio[3]].map(textOf))
  const seconds = (performance.now() - began) / 1000
  const { counts } = JSON.parse(output ?? '') as Pick<Report<ReportKind>, 'counts'>
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(use ?? '') as NodeJS.ResourceUsage
  const stories = counts.article.read + counts.page.read
  const perCpuSecond = stories / ((userCPUTime + systemCPUTime) / 1e6)
  return { perSecond: stories / seconds, perCpuSecond, peakMb: maxRSS / 1024, counts }
}

async function textOf(stream: unknown): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

function words({ perSecond, perCpuSecond, peakMb, counts: { article, page, comment } }: Took): string {
  return (
    `${article.read + page.read} stories and ${comment.read} comments, ${perCpuSecond.toFixed(0)} stories per CPU ` +
    `second, ${perSecond.toFixed(0)} a second (target ${target.perSecond} on four quiet cores), ` +
    `peak ${peakMb.toFixed(0)} MB (target ${target.peakMb}); ` +
    `imported ${article.imported + page.imported}, unchanged ${article.unchanged + page.unchanged}`
  )
}

function compare(run: string, before: readonly number[] = [], after: readonly number[] = []): void {
  const [from, to] = [median(before), median(after)]
  const ratio = to / from
  console.log(
    `${run}, median per CPU second: ${from.toFixed(0)} -> ${to.toFixed(0)}, ${ratio.toFixed(2)} times ` +
      `(target ${target.timesOther}: ${ratio >= target.timesOther ? 'met' : 'missed'})`,
  )
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN
}
