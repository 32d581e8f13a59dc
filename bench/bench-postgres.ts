import { join } from 'node:path'
import { EmbeddedPostgres } from '../tests/embedded-postgres.ts'

/** A PostgreSQL of its own in this folder, which its user must be able to enter. */
export async function startPostgres(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const port = 20_000 + (process.pid % 20_000)
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    port,
    user: 'crier',
    password: 'crier',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'unix_socket_directories=', '-c', 'shared_buffers=256MB'],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  await server.createDatabase('bench')
  return { url: `postgres://crier:crier@127.0.0.1:${port}/bench`, stop: () => server.stop() }
}
