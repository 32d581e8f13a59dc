import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { inject } from 'vitest'
import type { Database } from '../src/kit/db/database.ts'
import { openPostgres } from '../src/kit/db/postgres.ts'
import type { Engine } from '../src/kit/db/schema.ts'
import { openSqlite } from '../src/kit/db/sqlite.ts'

/** For `describe.each(engines)`: every test of a store or a deed runs on both. */
export const engines: Engine[] = ['sqlite', 'postgres']

export type TestDatabase = Database & { location: string; [Symbol.asyncDispose](): Promise<void> }

/** A fresh migrated database: `await using database = await aDatabase(engine)`. */
export async function aDatabase(engine: Engine): Promise<TestDatabase> {
  return engine === 'sqlite' ? aSqlite() : aPostgres()
}

async function aSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-'))
  const file = join(folder, 'house.db')
  copyFileSync(inject('sqliteTemplate'), file)
  const database = openSqlite(file, { guard: true })
  return {
    ...database,
    location: file,
    async [Symbol.asyncDispose]() {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function aPostgres(): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  // Copied file by file, it takes half as long as page by page through the log.
  await administer(server, `create database ${name} template template_crier strategy file_copy`)
  const database = openPostgres(`${server}/${name}`, { guard: true })
  return {
    ...database,
    location: `${server}/${name}`,
    async [Symbol.asyncDispose]() {
      await database.close()
      await administer(server, `drop database ${name} with (force)`)
    },
  }
}

/** Copies of one template must not run at the same time; PostgreSQL says so and the next try succeeds. */
async function administer(server: string, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = new Client({ connectionString: `${server}/postgres` })
    await client.connect()
    try {
      await client.query(`select pg_advisory_lock(7)`)
      await client.query(statement)
      return
    } catch (error) {
      if (attempt >= 20) throw error
    } finally {
      await client.end()
    }
  }
}
