import { Command } from 'commander'
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import type { Config } from '../config.ts'
import { databaseFile, openHouse } from '../house.ts'
import { migrations } from '../migrations.ts'
import { databaseFindings } from './doctor/database.ts'
import { messageOf, ok, wrong, type Finding } from './doctor/finding.ts'
import { folderFindings } from './doctor/folder.ts'
import { mailFindings } from './doctor/mail.ts'
import { addressFindings, proxyFindings } from './doctor/web.ts'
import { workFindings } from './doctor/work.ts'
import { print } from './output.ts'
import { version } from './version.ts'
import { configOf } from './with-house.ts'

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'check disk, permissions, clock, proxy, address, mail, database and jobs; exits 1 if something is wrong',
    )
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action(async (options: { demo?: boolean }, command: Command) => {
      const findings = await examine(configOf(options))
      const isWrong = findings.some(({ verdict }) => verdict === 'wrong')
      print(command, { ok: !isWrong, findings }, findings.flatMap(linesOf))
      if (isWrong) process.exitCode = 1
    })
}

const labels = { ok: 'ok     ', warning: 'WARNING', wrong: 'WRONG  ' }

function linesOf({ name, verdict, words, remedy }: Finding): string[] {
  return [`${labels[verdict]}  ${name}: ${words}`, ...(verdict === 'ok' ? [] : [`         ${remedy}`])]
}

/** Everything that can be looked at; also without a database, or with a broken one. */
export async function examine(config: Config): Promise<Finding[]> {
  const around = [
    versions(),
    ...(existsSync(config.dataDir) ? await folderFindings(config) : []),
    ...(await addressFindings(config)),
  ]
  const fault = await databaseFault(config)
  if (fault !== undefined) return [...around, fault]
  try {
    await using house = await openHouse(config, {}, { mustExist: true })
    return [
      ...around,
      ...(await proxyFindings(house)),
      ...(await databaseFindings(house)),
      ...(await mailFindings(house)),
      ...(await workFindings(house)),
    ]
  } catch (error) {
    return [...around, unusable(error)]
  }
}

function versions(): Finding {
  const { node, sqlite, tz, unicode } = process.versions
  return ok(
    'versions',
    `Crier ${version()}, Node.js ${node}, SQLite ${sqlite}, time zones of ${tz}, Unicode ${unicode}`,
  )
}

/**
 * Looked at before the house is opened: opening it would bring an old database up to date, and make one where none is.
 */
async function databaseFault(config: Config): Promise<Finding | undefined> {
  if (config.databaseUrl === undefined && !existsSync(databaseFile(config))) {
    return wrong(
      'database',
      `there is none in ${config.dataDir}`,
      '"crier init" starts a paper. If there was one: check CRIER_DATA_DIR, or "crier restore" the last backup.',
    )
  }
  try {
    const applied = new Set(
      config.databaseUrl === undefined ? appliedInFile(databaseFile(config)) : await appliedAt(config.databaseUrl),
    )
    const known = migrations.map(({ name }) => name)
    const newer = [...applied].filter((name) => !known.includes(name))
    if (newer.length > 0)
      return wrong(
        'database',
        `it was brought up to date by a newer Crier (${newer.join(', ')})`,
        'Run that version, or restore an earlier backup.',
      )
    const pending = known.filter((name) => !applied.has(name))
    if (pending.length === known.length)
      return wrong(
        'database',
        'it is not a paper’s database: it has none of Crier’s tables',
        'Check CRIER_DATA_DIR and CRIER_DATABASE_URL. "crier restore" restores a backup, "crier init" starts anew.',
      )
    return pending.length > 0
      ? wrong(
          'database',
          `it is older than this Crier: ${pending.join(', ')} not applied`,
          'Back up, then "crier migrate"; "crier serve" does so too.',
        )
      : undefined
  } catch (error) {
    return unusable(error)
  }
}

function unusable(error: unknown): Finding {
  return wrong(
    'database',
    `it cannot be used: ${messageOf(error)}`,
    'Is it there, intact, and readable by this user? If not, "crier restore" the last backup into another folder.',
  )
}

function appliedInFile(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  try {
    if (database.prepare(`select name from sqlite_schema where name = 'migrations'`).get() === undefined) return []
    return database
      .prepare('select name from migrations')
      .all()
      .map(({ name }) => String(name))
  } finally {
    database.close()
  }
}

async function appliedAt(connectionString: string): Promise<string[]> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 10_000 })
  try {
    await client.connect()
    const {
      rows: [found],
    } = await client.query<{ found: string | null }>(`select to_regclass('migrations') as found`)
    if (found?.found == null) return []
    return (await client.query<{ name: string }>('select name from migrations')).rows.map(({ name }) => name)
  } finally {
    await client.end().catch(() => {})
  }
}
