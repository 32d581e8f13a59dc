import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '../src/kit/db/migrate.ts'
import { openPostgres } from '../src/kit/db/postgres.ts'
import { openSqlite } from '../src/kit/db/sqlite.ts'
import { migrations } from '../src/migrations.ts'
import { EmbeddedPostgres } from './embedded-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
    sqliteTemplate: string
  }
}

/** One PostgreSQL for the whole run, with a migrated template; and the same for SQLite, as a file to copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-tests-'))
  // As root, PostgreSQL runs as a user of its own, who must be able to enter.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    port,
    user: 'crier',
    password: 'crier',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'full_page_writes=off',
      '-c',
      'max_connections=300',
      '-c',
      'unix_socket_directories=',
    ],
    // To look at a password is a third of what a connection costs the server, and there are thousands.
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--auth=trust'],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  await server.createDatabase('template_crier')
  const postgresUrl = `postgres://crier:crier@127.0.0.1:${port}`
  const template = openPostgres(`${postgresUrl}/template_crier`)
  await migrate(template, migrations, 0)
  await template.close()
  const sqliteTemplate = join(folder, 'template.db')
  const sqlite = openSqlite(sqliteTemplate)
  await migrate(sqlite, migrations, 0)
  await sqlite.close()
  project.provide('postgresUrl', postgresUrl)
  project.provide('sqliteTemplate', sqliteTemplate)
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Which the kernel gives. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
