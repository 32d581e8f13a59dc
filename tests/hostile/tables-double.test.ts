import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readCsv } from '../../src/importers/wp-polls/csv.ts'
import { SourceFault } from '../../src/importers/wp-polls/rows.ts'
import { hostileTexts } from './texts.ts'

const folder = mkdtempSync(join(tmpdir(), 'crier-csv-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Streams cannot be measured as in parsers-double.test.ts: whole files of a size at which their own cost is little. */
const size = 1 << 19

describe.each(['plain', 'quoted'])('a table as CSV with %s values', (kind) => {
  test.each(Object.entries(hostileTexts))('takes about twice as long for twice as many %s', async (_name, text) => {
    const write = (length: number, name: string) => {
      const value = kind === 'plain' ? text(length) : `"${text(length).replaceAll('"', '""')}"`
      writeFileSync(join(folder, name), `a,b\n1,${value}\n2,c\n`)
    }
    write(size, 'once.csv')
    write(2 * size, 'twice.csv')
    let [once, twice] = [Infinity, Infinity]
    // The best of as many tries as it takes: a busy machine makes some slow, the square of the length all of them.
    for (let attempt = 0; attempt < 25; attempt++) {
      once = Math.min(once, await cpuMs(() => read('once.csv')))
      twice = Math.min(twice, await cpuMs(() => read('twice.csv')))
      if (twice < 3 * once || twice < 40) break
    }
    expect(twice < 3 * once || twice < 40, `${once} ms, then ${twice} ms`).toBe(true)
  })
})

async function read(name: string): Promise<void> {
  try {
    for await (const _ of readCsv(join(folder, name), 'wp_pollsq'));
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error
  }
}

async function cpuMs(work: () => Promise<void>): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
