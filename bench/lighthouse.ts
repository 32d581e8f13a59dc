/**
 * What Lighthouse says of the demo's front page and its lead story on a throttled phone, as a median of three runs,
 * also added to bench/lighthouse.md: npm run bench:lighthouse. The house may be found by search engines, as a paper
 * may; the demo as such may not, and would lose points for it. Lighthouse comes with npx when it is asked for.
 */
import { execFile } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { readConfig } from '../src/config.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { seedDemoHouse } from '../src/importers/demo/seed.ts'
import { operator } from '../src/kit/db/schema.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'
import { browserPath } from '../tests/browser.ts'

const [version, runs, longestMs] = ['13', 3, 240_000]
const targets = { performance: 98, accessibility: 98, 'best-practices': 98, seo: 98 }
const [maxShift, maxPaintMs] = [0, 1_200]

const audit = z.object({
  score: z.number().nullable(),
  numericValue: z.number().optional(),
  title: z.string(),
  displayValue: z.string().optional(),
})
const reportSchema = z.object({
  categories: z.record(
    z.string(),
    z.object({ score: z.number(), auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })) }),
  ),
  audits: z.record(z.string(), audit),
})
type Report = z.infer<typeof reportSchema>

const folder = mkdtempSync(join(tmpdir(), 'crier-bench-lighthouse-'))
try {
  await using house = await openHouse(
    readConfig({
      CRIER_DATA_DIR: join(folder, 'data'),
      CRIER_PORT: String(await freePort()),
      CRIER_LOG_LEVEL: 'silent',
    }),
  )
  const story = await fill(house)
  const server = await startServer(house, routes)
  for (const path of ['/', story]) await judge(house.config.origin + path, path === '/' ? 'front' : 'lead story')
  await server.stop()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The demo, open to search engines, with all its pictures made. Gives its lead's address. */
async function fill(house: OpenHouse): Promise<string> {
  const faults = await seedDemoHouse(house, resolve(import.meta.dirname, '../demo'))
  if (faults.length > 0) throw new Error(faults.join('\n'))
  await setSetting(house, operator, { key: 'demo', value: false })
  await setSetting(house, operator, { key: 'noindex', value: false })
  await house.queue.drain()
  return house.settings.current().front.lead ?? '/'
}

async function judge(url: string, page: string): Promise<void> {
  const reports: Report[] = []
  for (let run = 0; run < runs; run++) reports.push(await lighthouse(url))
  const scores = Object.keys(targets).map((name) =>
    Math.round(100 * median(reports.map(({ categories }) => categories[name]?.score ?? 0))),
  )
  const value = (name: string) => median(reports.map(({ audits }) => audits[name]?.numericValue ?? Infinity))
  const [shift, paintMs, blockedMs] = [
    value('cumulative-layout-shift'),
    value('largest-contentful-paint'),
    value('total-blocking-time'),
  ]
  const isMet =
    Object.values(targets).every((target, index) => (scores[index] ?? 0) >= target) &&
    shift <= maxShift &&
    paintMs <= maxPaintMs
  const line = [
    new Date().toISOString().slice(0, 10),
    page,
    ...scores,
    shift.toFixed(3),
    `${(paintMs / 1000).toFixed(2)} s`,
    `${blockedMs.toFixed(0)} ms`,
    isMet ? '✓' : '✗',
  ]
  console.log(
    `${page}: performance ${scores[0]}, accessibility ${scores[1]}, best practices ${scores[2]}, ` +
      `SEO ${scores[3]} (target 98); CLS ${shift.toFixed(3)} (0), LCP ${(paintMs / 1000).toFixed(2)} s (1.2), ` +
      `blocked ${blockedMs.toFixed(0)} ms`,
  )
  for (const fault of faultsOf(reports[0])) console.log(`  ${fault}`)
  appendFileSync(join(import.meta.dirname, 'lighthouse.md'), `| ${line.join(' | ')} |\n`)
}

async function lighthouse(url: string): Promise<Report> {
  const output = join(folder, 'report.json')
  const flags = ['--headless=new', '--no-sandbox', '--disable-quic', '--disable-gpu', '--disable-dev-shm-usage'].join(
    ' ',
  )
  await promisify(execFile)(
    'npx',
    [
      '--yes',
      `lighthouse@${version}`,
      url,
      '--quiet',
      '--output=json',
      `--output-path=${output}`,
      `--only-categories=${Object.keys(targets).join(',')}`,
      `--chrome-flags=${flags}`,
    ],
    {
      env: { ...process.env, CHROME_PATH: await browserPath() },
      timeout: longestMs,
      maxBuffer: 1e8,
    },
  )
  return reportSchema.parse(JSON.parse(readFileSync(output, 'utf8')))
}

/** What cost points. */
function faultsOf(report: Report | undefined): string[] {
  if (report === undefined) return []
  const counted = Object.values(report.categories).flatMap(({ auditRefs }) =>
    auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id),
  )
  return [...new Set(counted)].flatMap((id) => {
    const { score, title, displayValue } = report.audits[id] ?? { score: null, title: id }
    return score === null || score >= 0.98 ? [] : [`${title}: ${Math.round(score * 100)} ${displayValue ?? ''}`]
  })
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
