import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileBelow, realPath } from '../../kit/below.ts'
import { Refusal } from '../../kit/errors.ts'
import { readCsv } from './csv.ts'
import { SourceFault, type SourceEvent } from './rows.ts'
import { createDumpReader } from './sql-dump.ts'
import { textOf } from './text-of.ts'

/** `wp_pollsq` is the table `pollsq` of the installation `wp_`. */
const ours = /^(.*?)(pollsq|pollsa|pollsip|options)$/iu
const csvFile = /^(.+)\.csv(\.gz)?$/iu

/** The installation that a table belongs to and what it is there; undefined for the tables that no poll needs. */
export function tableOf(name: string): { prefix: string; table: string } | undefined {
  const match = ours.exec(name)
  return match === null ? undefined : { prefix: match[1] ?? '', table: (match[2] ?? '').toLowerCase() }
}

type Batches = AsyncGenerator<readonly SourceEvent[], void, undefined>

/**
 * Everything that a dump or a folder of CSV files holds of polls, in batches: a promise for each of millions of rows
 * would cost more than reading it. @throws Refusal when there is nothing to read, SourceFault inside.
 */
export async function* readSource(path: string): Batches {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new Refusal('not-found', `There is no file or folder "${path}".`)
  if (found.isDirectory()) return yield* readFolder(path)
  if (csvFile.test(path))
    throw new Refusal(
      'invalid',
      `"${path}" is one table. Give the folder that holds pollsq.csv and pollsa.csv, or an SQL dump.`,
    )
  if (found.size === 0) throw new Refusal('invalid', `"${path}" is empty. Nothing was imported.`)
  yield* readDump(path)
}

async function* readFolder(folder: string): Batches {
  const names = (await readdir(folder)).toSorted()
  const tables = names.flatMap((name) => {
    const table = csvFile.exec(name)?.[1]
    return table !== undefined && tableOf(table) !== undefined ? [{ name, table }] : []
  })
  if (tables.length === 0) {
    const dump = names.find((name) => /\.sql(\.gz)?$/iu.test(name))
    throw new Refusal(
      'invalid',
      `The folder "${folder}" holds no pollsq.csv. ` +
        `${dump === undefined ? 'Nothing was imported.' : `Did you mean the dump in it, "${join(folder, dump)}"?`}`,
    )
  }
  const real = (await realPath(folder)) ?? folder
  for (const { name, table } of tables) {
    const file = await fileBelow([real], join(real, name))
    const leadsOut = `"${join(folder, name)}" is a link out of the folder. Nothing was imported.`
    if (file === 'outside') throw new Refusal('invalid', leadsOut)
    if (file !== undefined) for await (const event of readCsv(file, table)) yield [event]
  }
}

async function* readDump(file: string): Batches {
  const reader = createDumpReader((table) => tableOf(table) !== undefined)
  let isBlank = true
  let tail = ''
  let isMysqldump = false
  for await (const { text, faultyLines } of textOf(file)) {
    yield faultyLines.map((line) => ({ kind: 'repair', line, what: 'bytes that are not UTF-8 replaced by U+FFFD' }))
    if (isBlank) isMysqldump = /^(?:\/\*M?!.*\n)?-- (?:MySQL|MariaDB) dump /u.test(text)
    isBlank &&= text.trim() === ''
    tail = (tail + text).slice(-2_000)
    yield reader.write(text)
  }
  if (isBlank) throw new Refusal('invalid', `"${file}" is empty. Nothing was imported.`)
  yield reader.end()
  if (isMysqldump && !tail.includes('-- Dump completed'))
    throw new SourceFault({ line: reader.line() }, 'the dump lacks its last line, "-- Dump completed": it was cut off.')
}
