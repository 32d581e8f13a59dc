import type { OpenHouse } from '../../house.ts'
import { databaseFile } from '../../house.ts'
import { system } from '../../kit/db/schema.ts'
import { noteIn } from '../../kit/notices.ts'
import { migrations } from '../../migrations.ts'
import { look, megabytes, ok, warning, wrong, type Finding } from './finding.ts'
import { sizeOf } from './folder.ts'
import { postgresDurabilitySettings, postgresSizeAndVersion, pragma } from './store.ts'

/** Whether the database is whole, keeps what it has acknowledged, and takes a write. */
export async function databaseFindings(house: OpenHouse): Promise<Finding[]> {
  const ofEngine = house.engine === 'sqlite' ? sqliteLooks(house) : postgresLooks(house)
  return (await Promise.all([...ofEngine, look('database write', () => written(house))])).flat()
}

async function written(house: OpenHouse): Promise<Finding> {
  await house.write(system, (tx) => noteIn(tx, { name: 'doctor', detail: {}, at: house.clock.now() }))
  return ok('database write', `a row was written and kept; ${migrations.length} migrations are applied`)
}

function sqliteLooks(house: OpenHouse): Promise<Finding[]>[] {
  return [
    look('database integrity', () => integrity(house)),
    look('database durability', () => sqliteDurability(house)),
    look('database size', () => sqliteSize(house)),
  ]
}

async function integrity({ db }: OpenHouse): Promise<Finding> {
  const faults = await pragma(db, 'quick_check(3)')
  if (faults[0] === 'ok') return ok('database integrity', 'quick_check finds nothing wrong')
  return wrong(
    'database integrity',
    `the file is damaged: ${faults.join('; ')}`,
    'Stop the server, keep the file as it is, and restore the last backup ("crier restore") into another folder.',
  )
}

async function sqliteDurability({ db, write }: OpenHouse): Promise<Finding> {
  const [mode = ''] = await pragma(db, 'journal_mode')
  // Of the connection that writes: each has its own.
  const [synchronous = ''] = await write(system, (tx) => pragma(tx, 'synchronous'))
  const isFull = synchronous === '2' || synchronous === '3'
  const words = `journal mode ${mode}, synchronous ${isFull ? 'full' : synchronous}`
  if (mode === 'wal' && isFull) return ok('database durability', words)
  return wrong(
    'database durability',
    words,
    'The data folder may be on a network drive, where SQLite cannot work safely: move it to a local disk.',
  )
}

const largeWal = 256_000_000

async function sqliteSize({ config }: OpenHouse): Promise<Finding> {
  const file = databaseFile(config)
  const [size, wal] = [await sizeOf(file), await sizeOf(`${file}-wal`)]
  const words = `${megabytes(size)}, and ${megabytes(wal)} in its journal`
  if (wal < Math.max(largeWal, size)) return ok('database size', words)
  return warning(
    'database size',
    words,
    'Another program has been reading an old snapshot for a long time, or the server was killed: restart it.',
  )
}

function postgresLooks(house: OpenHouse): Promise<Finding[]>[] {
  return [
    look('database durability', () => postgresDurability(house)),
    look('database size', () => postgresSize(house)),
  ]
}

async function postgresDurability({ db }: OpenHouse): Promise<Finding> {
  const row = await postgresDurabilitySettings(db)
  const words = `synchronous_commit ${row.commit}, fsync ${row.fsync}, full_page_writes ${row.pages}`
  if (row.standby) {
    const seen = 'this PostgreSQL is a standby and takes no writes'
    return wrong('database durability', seen, 'Set CRIER_DATABASE_URL to the primary.')
  }
  if (row.commit === 'off' || row.fsync === 'off' || row.pages === 'off') {
    return wrong(
      'database durability',
      words,
      'Turn them on: otherwise a power cut loses acknowledged votes and comments.',
    )
  }
  return ok('database durability', words)
}

async function postgresSize({ db }: OpenHouse): Promise<Finding> {
  const { bytes, version } = await postgresSizeAndVersion(db)
  return ok('database size', `${megabytes(bytes)}, in PostgreSQL ${version}`)
}
