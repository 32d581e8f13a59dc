import { once } from 'node:events'
import { createWriteStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { operator, system } from '../../src/kit/db/schema.ts'
import { addressHash } from '../../src/readers/addresses.ts'
import { suppressAddress } from '../../src/readers/suppression-store.ts'
import { exportSubscribers } from '../../src/subscriptions/for-staff.ts'
import {
  importSubscribers,
  type ImportReport,
  type RefusalReason,
} from '../../src/subscriptions/import/import-subscribers.ts'
import { byLink, endSubscription, leaveAlerts } from '../../src/subscriptions/leave.ts'
import { preferencesPath, subscriberToken } from '../../src/subscriptions/token.ts'
import { engines } from '../databases.ts'
import { aHouse, serve, type TestHouse } from '../house.ts'
import { askForAlerts, aSubscriber, everything } from '../subscribers.ts'

type Told = ImportReport & { refusedLines: [number, RefusalReason][] }

async function bringIn(house: TestHouse, text: string | Buffer, { isTrial = false } = {}): Promise<Told | string> {
  const path = join(house.folder, 'list.csv')
  writeFileSync(path, text)
  const refusedLines: [number, RefusalReason][] = []
  const onRefused = (line: number, reason: RefusalReason) => void refusedLines.push([line, reason])
  const choices = { ...everything, pace: 'daily' } as const
  const imported = await importSubscribers(house, operator, {
    path,
    consent: 'our old list',
    choices,
    isTrial,
    onRefused,
  })
  return 'report' in imported ? { ...imported.report, refusedLines } : imported.words
}

async function addresses(house: TestHouse): Promise<(string | null)[]> {
  const rows = await house.db
    .selectFrom('subscribers')
    .innerJoin('addresses', 'addresses.id', 'subscribers.address_id')
    .select('addresses.address')
    .where('subscribers.state', '=', 'active')
    .orderBy('addresses.address')
    .execute()
  return rows.map(({ address }) => address)
}

describe.each(engines)('on %s, a list', (engine) => {
  test.each([
    [
      'mailpoet',
      'Subscriber,First name,Global Status,Subscribed on\na@x.example,A,Subscribed,2024-01-05 10:00:00\n' +
        'b@x.example,B,Unsubscribed,\n',
    ],
    ['newsletter', 'email;name;status;token\na@x.example;A;C;t\nb@x.example;B;U;t\n'],
    [
      'ghost',
      'id,email,name,note,subscribed_to_emails,created_at\n1,a@x.example,A,,true,2024-01-05T10:00:00.000Z\n' +
        '2,b@x.example,B,,false,\n',
    ],
    [
      'listmonk',
      'uuid,email,name,attributes,status,created_at\nu,a@x.example,A,{},enabled,2024-01-05\n' +
        'u,b@x.example,B,{},blocklisted,\n',
    ],
    ['plain', 'name\temail\nA\ta@x.example\n\tnot an address\n'],
    ['plain', 'a@x.example\n@\n'],
  ])('of %s is known by its columns, and who is off in it stays off', async (layout, text) => {
    await using house = await aHouse(engine)
    expect(await bringIn(house, text)).toMatchObject({ layout, lines: 2, added: 1 })
    expect(await addresses(house)).toEqual(['a@x.example'])
    expect(await house.db.selectFrom('mails').select('id').execute()).toEqual([])
    const row = await house.db
      .selectFrom('subscribers')
      .select(['consent', 'confirmed_at as at', 'next_digest_at as next'])
      .executeTakeFirst()
    expect(row).toMatchObject({ consent: 'import: our old list', at: house.clock.now() })
    expect(row?.next).toBeGreaterThan(house.clock.now())
  })

  test('brings nobody back who left, bounced, complained or wants no mail', async () => {
    await using house = await aHouse(engine)
    const left = await aSubscriber(house, 'left@x.example')
    const bounced = await aSubscriber(house, 'bounced@x.example')
    const complained = await aSubscriber(house, 'complained@x.example')
    await aSubscriber(house, 'known@x.example', { pace: 'weekly' })
    await askForAlerts(house, 'waiting@x.example')
    await leaveAlerts(house, byLink, left)
    await endSubscription(house, system, { ...bounced, how: 'bounced' })
    await endSubscription(house, system, { ...complained, how: 'complained' })
    const hash = addressHash(house, 'never@x.example')
    await house.write(system, (tx) => suppressAddress(tx, hash, 'left', house.clock.now()))
    const names = ['left', 'BOUNCED', 'complained', 'known', 'waiting', 'never', 'new', 'new']
    const text = `email\n${names.map((name) => `${name}@x.example`).join('\n')}\n`
    const trial = await bringIn(house, text, { isTrial: true })
    expect(trial).toMatchObject({ added: 1, lines: 8 })
    expect(await addresses(house)).toEqual(['known@x.example'])
    const told = await bringIn(house, text)
    expect(told).toEqual(trial)
    expect(told).toMatchObject({
      refused: { left: 1, bounced: 1, complained: 1, known: 1, waiting: 1, suppressed: 1, repeated: 1 },
    })
    expect(await addresses(house)).toEqual(['known@x.example', 'new@x.example'])
    expect(await bringIn(house, text)).toMatchObject({ added: 0 })
  })

  test('of bad addresses brings in none of them, and says which lines they are', async () => {
    await using house = await aHouse(engine)
    const bad = [
      'x',
      '@x.example',
      'a@',
      'a@localhost',
      'a..b@x.example',
      `${'a'.repeat(65)}@x.example`,
      `a@${'b'.repeat(64)}.example`,
      `a@${'bcd.'.repeat(70)}example`,
      '"a\r\nBcc: all@x.example"@x.example',
      'a@x.example\u0000',
      'a@x.example, b@x.example',
      'a b@x.example',
      'a@[127.0.0.1]',
    ]
    const quoted = bad.map((address) => `"${address.replaceAll('"', '""')}"`)
    const told = await bringIn(house, `email\n${quoted.join('\n')}\nمستخدم@x.example\nö@bücher.example\n`)
    expect(told).toMatchObject({ added: 2, refused: { 'bad-address': bad.length } })
    expect(await addresses(house)).toEqual(['ö@xn--bcher-kva.example', 'مستخدم@x.example'])
  })

  test.each([
    ['utf-8', Buffer.from('\ufeffemail,name\nö@x.example,Ö\n')],
    ['utf-16le', Buffer.from('\ufeffemail,name\nö@x.example,Ö\n', 'utf16le')],
    ['utf-16be', Buffer.from('\ufeffemail,name\nö@x.example,Ö\n', 'utf16le').swap16()],
    ['windows-1252', Buffer.from('email,name\nö@x.example,Ö\n', 'latin1')],
  ])('in %s is read as what it is', async (encoding, bytes) => {
    await using house = await aHouse(engine)
    expect(await bringIn(house, bytes)).toMatchObject({ encoding, added: 1 })
    expect(await addresses(house)).toEqual(['ö@x.example'])
  })

  test('that is none is refused in words', async () => {
    await using house = await aHouse(engine)
    expect(await bringIn(house, 'name,town\nAnn,Harbour\n')).toContain('call it "email"')
    expect(await bringIn(house, '')).toContain('The file is empty.')
    expect(await bringIn(house, `email\n"a@x.example\n${'b@x.example\n'.repeat(20)}`)).toContain('never closed')
  })

  test('goes out again with no cell that a spreadsheet would run, and comes back in as it was', async () => {
    await using house = await aHouse(engine)
    await bringIn(house, 'email\n=1+1@x.example\n+cmd@x.example\n-a@x.example\nplain@x.example\n')
    let text = ''
    for await (const piece of exportSubscribers(house, operator)) text += piece
    for (const line of text.split('\r\n')) expect(line).not.toMatch(/^[=+\-@]/u)
    expect(text).toContain("'=1+1@x.example,email,active")
    await using other = await aHouse(engine)
    expect(await bringIn(other, text)).toMatchObject({ layout: 'crier', added: 4 })
    expect(await addresses(other)).toEqual(await addresses(house))
  })

  test('nobody without the right brings anybody in or takes them out', async () => {
    await using house = await aHouse(engine)
    const editor = { kind: 'staff', id: 'x', role: 'editor' } as const
    const given = { path: 'x', consent: 'x', choices: everything, isTrial: true }
    await expect(importSubscribers(house, editor, given)).rejects.toThrow('subscriber.manage')
    await expect(exportSubscribers(house, editor).next()).rejects.toThrow('subscriber.manage')
  })

  test('made-up links lead nowhere and tell nothing', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { publicId } = await aSubscriber(house, 'ann@x.example')
    const token = subscriberToken(house, publicId)
    const [id = '', key = '', signature = ''] = token.split('.')
    const others = [id, `${id}.${key}`, `${id}.${key}.${signature}=`, `${id}.${key}.${signature.toLowerCase()}`]
    const made = [
      ...others,
      `${'a'.repeat(16)}.${key}.${signature}`,
      `${id}.xxxxxxxx.${signature}`,
      `${token}x`,
      '%20',
      '1',
    ]
    const pages = new Set<string>()
    for (const one of made)
      for (const path of [`/-/alerts/${one}`, `/-/alerts/${one}/leave`]) {
        const answer = await site.get(path)
        pages.add(`${answer.status} ${/<h1>.*?<\/p>/su.exec(await answer.text())?.[0]}`)
        expect((await site.post(path, { 'List-Unsubscribe': 'One-Click' })).status).toBe(404)
      }
    expect(pages.size).toBe(1)
    expect([...pages][0]).toContain('404')
    expect((await site.get(preferencesPath(house, publicId))).status).toBe(200)
  })
})

/** A million with SOAK, else some tens of thousands. */
test('a long list is read in bounded memory', { timeout: 900_000 }, async () => {
  const lines = process.env.SOAK === undefined ? 20_000 : 1_000_000
  await using house = await aHouse('sqlite')
  const path = join(house.folder, 'long.csv')
  const file = createWriteStream(path)
  file.write('email,name\n')
  for (let number = 0; number < lines; number++)
    if (!file.write(`reader${number}@town${number % 97}.example,Reader ${number}\n`)) await once(file, 'drain')
  await new Promise<void>((resolve) => file.end(resolve))
  const before = process.memoryUsage().rss
  let most = 0
  const onProgress = () => void (most = Math.max(most, process.memoryUsage().rss))
  const given = { path, consent: 'a long list', choices: everything, isTrial: false, onProgress }
  expect(await importSubscribers(house, operator, given)).toMatchObject({ report: { added: lines } })
  expect(most - before).toBeLessThan(400_000_000)
})
