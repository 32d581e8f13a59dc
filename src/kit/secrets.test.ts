import { describe, expect, test } from 'vitest'
import { aDatabase, engines, type TestDatabase } from '../../tests/databases.ts'
import { fakeClock } from './clock.ts'
import { openPostgres } from './db/postgres.ts'
import { openSqlite } from './db/sqlite.ts'
import { verifyLedger } from './ledger.ts'
import { openSecrets, sign, verify, type Purpose } from './secrets.ts'
import { currentVapidKey, vapidKeyById } from './web-push/keys.ts'

const start = Date.UTC(2026, 9, 14, 12)
const day = 24 * 60 * 60 * 1000
const purposes: Purpose[] = ['reader-cookie', 'form-pass', 'address', 'leave', 'network', 'vapid']

function keyRows({ db }: TestDatabase, purpose: Purpose) {
  return db
    .selectFrom('secrets')
    .select(['key_id as keyId', 'material', 'destroy_at as destroyAt'])
    .where('purpose', '=', purpose)
    .orderBy('created_at')
    .execute()
}

describe.each(engines)('secrets on %s', (engine) => {
  test('every purpose has a key of its own, and the next start finds the same', async () => {
    await using database = await aDatabase(engine)
    const [first, second] = [
      await openSecrets(database, fakeClock(start)),
      await openSecrets(database, fakeClock(start + day)),
    ]
    expect(new Set(purposes.map((purpose) => Buffer.from(first.current(purpose).material).toString('hex'))).size).toBe(
      purposes.length,
    )
    for (const purpose of purposes) {
      expect(second.current(purpose)).toEqual(first.current(purpose))
      expect(first.current(purpose).material).toHaveLength(32)
    }
  })

  test('the paper’s key for push services is one that they can check, also after another has come', async () => {
    await using database = await aDatabase(engine)
    const clock = fakeClock(start)
    const secrets = await openSecrets(database, clock)
    const first = currentVapidKey(secrets)
    await secrets.rotate('vapid', null)
    const second = currentVapidKey(secrets)
    expect(second.publicKey).not.toBe(first.publicKey)
    expect(vapidKeyById(secrets, first.keyId)?.publicKey).toBe(first.publicKey)
    expect(vapidKeyById(secrets, second.keyId)?.publicKey).toBe(second.publicKey)
    expect(vapidKeyById(secrets, secrets.current('leave').keyId)).toBeUndefined()
  })

  test('two processes that start at once get one key for each purpose', async () => {
    await using database = await aDatabase(engine)
    const others = [1, 2, 3].map(() =>
      engine === 'sqlite' ? openSqlite(database.location) : openPostgres(database.location),
    )
    const opened = await Promise.all([database, ...others].map((each) => openSecrets(each, fakeClock(start))))
    for (const other of others) await other.close()
    for (const purpose of purposes) {
      expect(await keyRows(database, purpose)).toHaveLength(1)
      expect(new Set(opened.map((secrets) => secrets.current(purpose).keyId)).size).toBe(1)
    }
  })

  test('what was signed is verified by any process, and nothing else is', async () => {
    await using database = await aDatabase(engine)
    const [here, there] = [await openSecrets(database, fakeClock(start)), await openSecrets(database, fakeClock(start))]
    const signature = sign(here, 'reader-cookie', 'reader 1')
    expect(verify(there, 'reader-cookie', 'reader 1', signature)).toBe(true)
    expect(verify(there, 'reader-cookie', 'reader 2', signature)).toBe(false)
    const [keyId = '', mac = ''] = signature.split('.')
    for (const wrong of [
      '',
      '.',
      keyId,
      `${keyId}.`,
      `.${mac}`,
      `${keyId}.${mac.slice(0, -4)}`,
      `${keyId}.${'A'.repeat(mac.length)}`,
      `unknown.${mac}`,
      mac,
    ]) {
      expect(verify(there, 'reader-cookie', 'reader 1', wrong), wrong).toBe(false)
    }
  })

  test('no purpose verifies what another has signed', async () => {
    await using database = await aDatabase(engine)
    const secrets = await openSecrets(database, fakeClock(start))
    for (const made of purposes) {
      const signature = sign(secrets, made, 'words')
      expect(purposes.filter((purpose) => verify(secrets, purpose, 'words', signature))).toEqual([made])
      // The other purpose's key named before the same bytes.
      for (const other of purposes.filter((purpose) => purpose !== made))
        expect(verify(secrets, other, 'words', `${secrets.current(other).keyId}.${signature.split('.')[1]}`)).toBe(
          false,
        )
    }
  })

  test('after a rotation the new key signs, and what the old one signed is understood until it is destroyed', async () => {
    await using database = await aDatabase(engine)
    const clock = fakeClock(start)
    const secrets = await openSecrets(database, clock)
    const [oldKey, oldSignature] = [secrets.current('form-pass'), sign(secrets, 'form-pass', 'words')]
    const newKey = await secrets.rotate('form-pass', start + day)
    expect(secrets.current('form-pass')).toEqual(newKey)
    expect(sign(secrets, 'form-pass', 'words')).not.toBe(oldSignature)
    expect(verify(secrets, 'form-pass', 'words', oldSignature)).toBe(true)

    clock.advance(day - 1)
    expect(await secrets.destroyDue()).toBe(0)
    expect(verify(secrets, 'form-pass', 'words', oldSignature)).toBe(true)
    clock.advance(1)
    expect(await secrets.destroyDue()).toBe(1)
    expect(verify(secrets, 'form-pass', 'words', oldSignature)).toBe(false)
    expect(secrets.byId(oldKey.keyId)).toBeUndefined()
    expect(verify(secrets, 'form-pass', 'words', sign(secrets, 'form-pass', 'words'))).toBe(true)
  })

  test('a destroyed key leaves its row without material, and entries in the ledger', async () => {
    await using database = await aDatabase(engine)
    const clock = fakeClock(start)
    const secrets = await openSecrets(database, clock)
    const old = secrets.current('network').keyId
    const { keyId } = await secrets.rotate('network', start + day)
    clock.advance(day)
    await secrets.destroyDue()
    expect(await keyRows(database, 'network')).toEqual([
      { keyId: old, material: null, destroyAt: start + day },
      { keyId, material: expect.any(Uint8Array), destroyAt: null },
    ])
    const entries = await database.db
      .selectFrom('ledger')
      .select(['actor', 'deed', 'subject', 'detail', 'at'])
      .orderBy('seq')
      .execute()
    expect(entries).toEqual([
      {
        actor: 'system:crier',
        deed: 'secret.rotate',
        subject: `secret:${keyId}`,
        detail: '{"purpose":"network"}',
        at: start,
      },
      {
        actor: 'system:crier',
        deed: 'secret.destroy',
        subject: `secret:${old}`,
        detail: '{"purpose":"network"}',
        at: start + day,
      },
    ])
    expect(await verifyLedger(database.db)).toEqual({ ok: true, entries: 2 })
  })

  test('a key without a time to go stays through any number of rotations', async () => {
    await using database = await aDatabase(engine)
    const clock = fakeClock(start)
    const secrets = await openSecrets(database, clock)
    const signatures = [sign(secrets, 'leave', 'words')]
    for (let round = 0; round < 3; round++) {
      await secrets.rotate('leave', null)
      signatures.push(sign(secrets, 'leave', 'words'))
    }
    clock.advance(1000 * day)
    expect(await secrets.destroyDue()).toBe(0)
    expect(new Set(signatures).size).toBe(4)
    expect(signatures.map((signature) => verify(secrets, 'leave', 'words', signature))).toEqual([
      true,
      true,
      true,
      true,
    ])
  })

  test('a rotation leaves the keys of other purposes alone', async () => {
    await using database = await aDatabase(engine)
    const clock = fakeClock(start)
    const secrets = await openSecrets(database, clock)
    const signature = sign(secrets, 'reader-cookie', 'words')
    await secrets.rotate('form-pass', start)
    expect(await secrets.destroyDue()).toBe(1)
    expect(verify(secrets, 'reader-cookie', 'words', signature)).toBe(true)
  })

  test('two processes that destroy the same key at once do it once', async () => {
    await using database = await aDatabase(engine)
    const clock = fakeClock(start)
    const here = await openSecrets(database, clock)
    await here.rotate('network', start)
    const there = await openSecrets(database, clock)
    const destroyed = await Promise.all([here.destroyDue(), there.destroyDue()])
    expect(destroyed.toSorted()).toEqual([0, 1])
    expect(
      await database.db.selectFrom('ledger').select('seq').where('deed', '=', 'secret.destroy').execute(),
    ).toHaveLength(1)
  })

  test('another process understands a new key once it has read anew', async () => {
    await using database = await aDatabase(engine)
    const [here, there] = [await openSecrets(database, fakeClock(start)), await openSecrets(database, fakeClock(start))]
    await here.rotate('reader-cookie', start + day)
    const signature = sign(here, 'reader-cookie', 'words')
    await there.reload()
    expect(verify(there, 'reader-cookie', 'words', signature)).toBe(true)
    expect(there.current('reader-cookie')).toEqual(here.current('reader-cookie'))
  })
})
