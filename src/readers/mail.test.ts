import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { engines } from '../../tests/databases.ts'
import { aHouse, noon, type TestHouse } from '../../tests/house.ts'
import { aMailServer, mailOf, type MailServer, type ReceivedMail } from '../../tests/mail-server.ts'
import { operator, system, type Engine } from '../kit/db/schema.ts'
import { setSetting } from '../publication/set-setting.ts'
import { addressHash, ensureAddress } from './addresses.ts'
import { requestConfirmation } from './confirm-address.ts'
import { type NewMail } from './mail-store.ts'
import { sendMailIn } from './mail.ts'
import { eraseReader, readersPersonal } from './personal.ts'
import { newReaderId } from './readers.ts'
import { suppressAddress } from './suppression-store.ts'

function aMailingHouse(engine: Engine, server: MailServer): Promise<TestHouse> {
  return aHouse(engine, { CRIER_SMTP_URL: server.url, CRIER_MAIL_FROM: 'The Lantern <news@lantern.example>' })
}

/** A deed that mails Ines. */
function write(house: TestHouse, mail: Partial<NewMail> = {}, address = 'ines@mail.example'): Promise<string> {
  return house.write(system, async (tx) => {
    const addressId = await ensureAddress(tx, house, address, noon)
    return sendMailIn(tx, {
      kind: 'note',
      addressId,
      subject: 'The bridge',
      text: 'It is open.\n',
      at: house.clock.now(),
      ...mail,
    })
  })
}

async function outcomes({ db }: TestHouse): Promise<(string | null)[]> {
  return (await db.selectFrom('mails').select('outcome').orderBy('id').execute()).map(({ outcome }) => outcome)
}

async function deadErrors({ db }: TestHouse): Promise<{ error: string; attempts: number }[]> {
  return db.selectFrom('dead_jobs').select(['error', 'attempts']).execute()
}

function headerNames({ head }: ReceivedMail): string[] {
  return head.split('\r\n').map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
}

function header({ head }: ReceivedMail, name: string): string | undefined {
  return head
    .split('\r\n')
    .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))
    ?.slice(name.length + 2)
}

/** The one mail that lies in the outbox folder. */
async function inOutbox({ folder }: TestHouse): Promise<ReceivedMail> {
  const [name = '', ...more] = await readdir(join(folder, 'outbox'))
  expect([name, more]).toEqual([expect.stringMatching(/^2026-10-14T12-00-00\.000Z-[a-z2-7]{16}\.eml$/u), []])
  return mailOf('', [], await readFile(join(folder, 'outbox', name), 'utf8'))
}

describe.each(engines)('mail on %s', (engine) => {
  test('of a deed is sent once by its job, with its words and the way to leave', async () => {
    await using server = await aMailServer()
    await using house = await aMailingHouse(engine, server)
    const id = await write(house, { html: '<p>It is <b>open</b>.</p>' })
    expect([server.received.length, await outcomes(house)]).toEqual([0, [null]])
    await house.queue.drain()
    await house.queue.drain()
    const [mail, ...more] = server.received
    if (mail === undefined) throw new Error('nothing was sent')
    expect([mail.from, mail.to, more]).toEqual(['news@lantern.example', ['ines@mail.example'], []])
    expect([header(mail, 'From'), header(mail, 'To'), header(mail, 'Subject')]).toEqual([
      'The Lantern <news@lantern.example>',
      'ines@mail.example',
      'The bridge',
    ])
    expect([header(mail, 'List-Unsubscribe'), header(mail, 'List-Unsubscribe-Post')]).toEqual([
      expect.stringMatching(/^<http:\/\/localhost:4000\/-\/leave\/\d+\.[\w.-]+>$/u),
      'List-Unsubscribe=One-Click',
    ])
    expect([header(mail, 'Auto-Submitted'), header(mail, 'Message-ID'), header(mail, 'Date')]).toEqual([
      'auto-generated',
      `<${id}@localhost>`,
      'Wed, 14 Oct 2026 12:00:00 +0000',
    ])
    expect(mail.body).toMatch(/text\/plain[\s\S]*It is open\.[\s\S]*text\/html[\s\S]*<p>It is <b>open<\/b>\.<\/p>/u)
    expect(await house.db.selectFrom('mails').select(['outcome', 'sent_at']).execute()).toEqual([
      { outcome: 'sent', sent_at: house.clock.now() },
    ])
  })

  test('without HTML is one plain part, and ends with the way to leave', async () => {
    await using server = await aMailServer()
    await using house = await aMailingHouse(engine, server)
    await write(house)
    await house.queue.drain()
    const [mail] = server.received
    expect(mail && header(mail, 'Content-Type')).toBe('text/plain; charset=utf-8')
    expect(mail?.body.trim()).toMatch(
      /^It is open\.\r?\n\r?\n--=20\r?\nUntitled, http:\/\/localhost:4000\r?\nTo stop receiving mail =\r?\nfrom us: http:\/\/localhost:4000\/-\/leave\//u,
    )
  })

  test('of a deed that failed is not sent', async () => {
    await using server = await aMailServer()
    await using house = await aMailingHouse(engine, server)
    const failed = house.write(system, async (tx) => {
      const addressId = await ensureAddress(tx, house, 'ines@mail.example', noon)
      await sendMailIn(tx, { kind: 'note', addressId, subject: 'The bridge', text: 'It is open.', at: noon })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await house.queue.drain()
    expect([server.received, await outcomes(house)]).toEqual([[], []])
  })

  test('is not sent to a suppressed address, however it is spelled', async () => {
    await using server = await aMailServer()
    await using house = await aMailingHouse(engine, server)
    await house.write(system, (tx) =>
      suppressAddress(tx, addressHash(house, 'ines@mail.example'), 'asked us to stop', noon),
    )
    await write(house, {}, 'INES@mail.example')
    await write(house, {}, 'tom@mail.example')
    await house.queue.drain()
    expect([server.received.map(({ to }) => to), await outcomes(house)]).toEqual([
      [['tom@mail.example']],
      ['suppressed', 'sent'],
    ])
  })

  test('is not sent to an address that was erased meanwhile', async () => {
    await using server = await aMailServer()
    await using house = await aMailingHouse(engine, server)
    const readerId = newReaderId()
    await requestConfirmation(house, {
      address: 'ines@mail.example',
      purpose: { kind: 'comment', subject: '' },
      readerId,
      from: undefined,
      words: { subject: 'Is it you?', text: (link) => link },
    })
    await house.write(system, (tx) => tx.updateTable('addresses').set({ reader_id: readerId }).execute())
    await eraseReader(house, [readersPersonal], readerId)
    await house.queue.drain()
    expect([server.received, await outcomes(house)]).toEqual([[], ['suppressed']])
  })

  test.each([
    ['to the recipient', { recipient: '451 4.7.1 come back later' }],
    ['to the words', { data: '452 4.3.1 no room just now' }],
    ['to the sender, which the operator can mend', { sender: '550 5.7.1 who are you' }],
  ])('is tried again after a temporary no %s', async (_, answers) => {
    await using server = await aMailServer(answers)
    await using house = await aMailingHouse(engine, server)
    await write(house)
    await house.queue.drain()
    expect(await house.db.selectFrom('jobs').select(['name', 'attempt', 'last_error']).execute()).toEqual([
      { name: 'mail.send', attempt: 1, last_error: expect.stringContaining(Object.values(answers)[0] ?? '') },
    ])
    expect([server.received, await outcomes(house)]).toEqual([[], [null]])
    server.answers = {}
    house.clock.advance(10_000)
    await house.queue.drain()
    expect([server.received.length, await outcomes(house), await deadErrors(house)]).toEqual([1, ['sent'], []])
  })

  test('is tried again when nobody answers', async () => {
    const server = await aMailServer()
    await using house = await aMailingHouse(engine, server)
    await server[Symbol.asyncDispose]()
    await write(house)
    await house.queue.drain()
    expect(await house.db.selectFrom('jobs').select(['attempt', 'last_error']).execute()).toEqual([
      { attempt: 1, last_error: expect.stringContaining('ECONNREFUSED') },
    ])
  })

  test('to a mailbox that is not there ends at once with its error, and the address gets no more', async () => {
    await using server = await aMailServer({ recipient: '550 5.1.1 <ines@mail.example> is unknown' })
    await using house = await aMailingHouse(engine, server)
    await write(house)
    await house.queue.drain()
    expect(await deadErrors(house)).toEqual([
      { attempts: 1, error: expect.stringMatching(/^PermanentFailure: .*550 5\.1\.1 <\(address\)> is unknown$/u) },
    ])
    expect(await house.queue.counts()).toEqual({ ready: 0, waiting: 0, running: 0, dead: 1 })
    expect(await house.db.selectFrom('suppressions').select(['address_hash', 'reason', 'at']).execute()).toEqual([
      {
        address_hash: addressHash(house, 'ines@mail.example'),
        reason: expect.stringContaining('550 5.1.1'),
        at: house.clock.now(),
      },
    ])
    server.answers = {}
    await write(house)
    await house.queue.drain()
    expect([server.received, await outcomes(house)]).toEqual([[], ['failed', 'suppressed']])
  })

  test.each([
    ['the words', { data: '554 5.6.0 we take no such thing' }],
    ['the recipient by policy', { recipient: '550 5.7.1 not from you' }],
  ])('refused for good for %s ends with its error, and the address gets the next', async (_, answers) => {
    await using server = await aMailServer(answers)
    await using house = await aMailingHouse(engine, server)
    await write(house)
    await house.queue.drain()
    expect(await deadErrors(house)).toEqual([
      { attempts: 1, error: expect.stringContaining(Object.values(answers)[0] ?? '') },
    ])
    server.answers = {}
    await write(house)
    await house.queue.drain()
    expect([server.received.length, await outcomes(house)]).toEqual([1, ['failed', 'sent']])
  })

  test('without an SMTP server lies in the outbox folder', async () => {
    await using house = await aHouse(engine)
    await setSetting(house, operator, { key: 'identity.name', value: 'The Quay' })
    const id = await write(house, { subject: 'Die Brücke' })
    await house.queue.drain()
    const mail = await inOutbox(house)
    expect([header(mail, 'From'), header(mail, 'To'), header(mail, 'Message-ID')]).toEqual([
      'The Quay <news@localhost>',
      'ines@mail.example',
      `<${id}@localhost>`,
    ])
    expect(header(mail, 'Subject')).toMatch(/^=\?UTF-8\?/u)
    expect([mail.body.trim(), await outcomes(house)]).toEqual([expect.stringMatching(/^It is open\./u), ['outbox']])
  })

  const smuggled = '\r\nBcc: tom@elsewhere.example\r\nX-Smuggled: yes\r\n\r\n<p>words</p>'

  test('takes no headers from a subject or an address', async () => {
    await using server = await aMailServer()
    await using house = await aMailingHouse(engine, server)
    await write(house, { subject: `The bridge${smuggled}` })
    await write(house, { subject: 'a\nBcc: tom@elsewhere.example' })
    await expect(write(house, {}, `ines@mail.example${smuggled}`)).rejects.toThrow('was not checked')
    await house.queue.drain()
    expect(server.received).toHaveLength(2)
    for (const mail of server.received) {
      expect(mail.to).toEqual(['ines@mail.example'])
      expect(headerNames(mail).filter((name) => name === 'bcc' || name === 'x-smuggled' || name === '')).toEqual([])
    }
    expect(
      server.received.map((mail) =>
        header(mail, 'Subject')?.startsWith('The bridge Bcc: tom@elsewhere.example X-Smuggled: yes'),
      ),
    ).toEqual(expect.arrayContaining([true, false]))
  })

  test('goes to nobody else when an address in the database has line breaks', async () => {
    await using server = await aMailServer()
    await using house = await aMailingHouse(engine, server)
    await write(house)
    await house.write(system, (tx) =>
      tx
        .updateTable('addresses')
        .set({ address: `ines@mail.example${smuggled}` })
        .execute(),
    )
    await house.queue.drain()
    expect(server.received.flatMap(({ to }) => to)).not.toContain('tom@elsewhere.example')
    for (const mail of server.received)
      expect(headerNames(mail).filter((name) => name === 'bcc' || name === 'x-smuggled')).toEqual([])
  })

  test('takes no headers from the paper’s name', async () => {
    await using house = await aHouse(engine)
    await house.write(system, (tx) =>
      tx
        .insertInto('settings')
        .values({ key: 'identity', value: JSON.stringify({ name: `The "Quay"${smuggled}` }), changed_at: noon })
        .execute(),
    )
    await expect(house.settings.reload()).rejects.toThrow('The setting "identity" in the database is damaged')
    await write(house)
    await house.queue.drain()
    const mail = await inOutbox(house)
    expect(headerNames(mail).filter((name) => name === 'bcc' || name === 'x-smuggled')).toEqual([])
    expect([header(mail, 'From')?.endsWith('<news@localhost>'), mail.body.startsWith('It is open.')]).toEqual([
      true,
      true,
    ])
  })
})
