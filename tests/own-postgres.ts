import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { EmbeddedPostgres } from './embedded-postgres.ts'
import { freePort } from './postgres-server.ts'

export type OwnPostgres = {
  /** Of the database `crier`, which is empty at first. */
  url: string
  start(): Promise<void>
  stop(): Promise<void>
  /** Every process of it stands still, with its sockets open; and goes on. */
  freeze(): void
  thaw(): void
  /** Takes the database away and puts an empty one in its place. */
  empty(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A PostgreSQL of this test alone, which may be stopped and frozen. */
export async function anOwnPostgres(): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-postgres-'))
  chmodSync(folder, 0o755)
  const [port, databaseDir] = [await freePort(), join(folder, 'data')]
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'crier',
    password: 'crier',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'unix_socket_directories='],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  await server.createDatabase('crier')

  function signal(name: NodeJS.Signals): void {
    const main = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0])
    const children = execFileSync('ps', ['-A', '-o', 'pid=,ppid='])
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/u).map(Number))
      .filter(([, parent]) => parent === main)
    for (const pid of [main, ...children.map(([child]) => child ?? 0)]) process.kill(pid, name)
  }

  return {
    url: `postgres://crier:crier@127.0.0.1:${port}/crier`,
    start: () => server.start(),
    stop: () => server.stop(),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async empty() {
      const client = new Client({ connectionString: `postgres://crier:crier@127.0.0.1:${port}/postgres` })
      await client.connect()
      await client.query('drop database crier with (force)')
      await client.query('create database crier')
      await client.end()
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
