import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'
import { describe, expect, test } from 'vitest'
import { system } from '../../src/kit/db/schema.ts'
import { ensureAddress } from '../../src/readers/addresses.ts'
import { sendMailIn } from '../../src/readers/mail.ts'
import { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { aMailServer } from '../mail-server.ts'

const from = { CRIER_MAIL_FROM: 'news@lantern.example' }

async function send(house: TestHouse): Promise<void> {
  const at = house.clock.now()
  const words = { subject: 'Confirm', text: 'https://lantern.example/-/confirm/token', html: '<p>token</p>' }
  await house.write(system, async (tx) => {
    const addressId = await ensureAddress(tx, house, 'ines@mail.example', at)
    await sendMailIn(tx, { kind: 'confirm-address', addressId, at, ...words })
  })
  await house.queue.drain()
}

describe.each(engines)('a mail on %s', (engine) => {
  test.each([
    ['sent', undefined],
    ['failed', '550 5.1.1 nobody'],
  ] as const)('leaves no link in the database once it has %s', async (outcome, recipient) => {
    await using server = await aMailServer(recipient === undefined ? {} : { recipient })
    await using house = await aHouse(engine, { CRIER_SMTP_URL: server.url, ...from })
    await send(house)
    const columns = ['outcome', 'subject', 'body_text as text', 'body_html as html'] as const
    expect(await house.db.selectFrom('mails').select(columns).execute()).toEqual([
      { outcome, subject: 'Confirm', text: '', html: null },
    ])
    expect(server.received.map(({ body }) => body.includes('/-/confirm/token'))).toEqual(
      recipient === undefined ? [true] : [],
    )
  })
})

/** Takes any password, on a line that is not encrypted. */
async function anOpenServer() {
  const passwords: string[] = []
  const smtp = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth({ password }, _session, done) {
      passwords.push(password ?? '')
      done(null, { user: 'news' })
    },
  })
  const listening = smtp.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    passwords,
    url: `smtp://news:secret@127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => smtp.close(() => done())),
  }
}

test('a password is not told on an open line, unless that is said to be wanted', async () => {
  await using server = await anOpenServer()
  await using guarded = await aHouse('sqlite', { CRIER_SMTP_URL: server.url, ...from })
  await send(guarded)
  expect(server.passwords).toEqual([])
  expect(
    await guarded.db.selectFrom('jobs').select('last_error').where('name', '=', 'mail.send').execute(),
  ).toMatchObject([{ last_error: expect.stringMatching(/STARTTLS/u) }])
  await using trusting = await aHouse('sqlite', { CRIER_SMTP_URL: `${server.url}?requireTLS=false`, ...from })
  await send(trusting)
  expect(server.passwords).toEqual(['secret'])
})
