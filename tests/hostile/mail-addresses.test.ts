/** Addresses of every shape, and servers whose certificate nobody should believe. */
import { once } from 'node:events'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { describe, expect, test } from 'vitest'
import { mailFindings } from '../../src/cli/doctor/mail.ts'
import { system } from '../../src/kit/db/schema.ts'
import { ensureAddress, normaliseAddress } from '../../src/readers/addresses.ts'
import { sendMailIn } from '../../src/readers/mail.ts'
import { aHouse, type TestHouse } from '../house.ts'

const from = { CRIER_MAIL_FROM: 'The Lantern <news@lantern.example>' }

/** With the certificate that comes with the package: self-signed, for another name, and expired. */
async function aServer(options: SMTPServerOptions = {}) {
  const [recipients, words]: [string[], string[]] = [[], []]
  const smtp = new SMTPServer({
    authOptional: true,
    logger: false,
    onRcptTo: ({ address }, _, done) => (recipients.push(address), done()),
    onData(stream, _, done) {
      stream.on('data', (chunk: Buffer) => words.push(chunk.toString()))
      stream.on('end', done)
    },
    ...options,
  })
  smtp.on('error', () => {})
  const listening = smtp.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    recipients,
    words,
    port,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => smtp.close(() => done())),
  }
}

async function write(house: TestHouse, address: string, subject = 'Confirm') {
  const at = house.clock.now()
  await house.write(system, async (tx) => {
    const addressId = await ensureAddress(tx, house, address, at)
    await sendMailIn(tx, { kind: 'confirm-address', addressId, subject, text: 'Press the button.', at })
  })
}

const outcomes = async ({ db }: TestHouse) =>
  (await db.selectFrom('mails').select('outcome').execute()).map(({ outcome }) => outcome)

test.each([
  ...['', '@', 'a@', '@b.example', 'a', 'a@b', 'a@localhost', 'a@b..example', 'a@-b.example', '.a@b.example'],
  ...['"a b"@b.example', '"a\\"b"@b.example', 'a(c)@b.example', 'a b@b.example', 'a,c@b.example', 'a;c@b.example'],
  ...['a@[127.0.0.1]', 'a@[IPv6:::1]', 'a@127.0.0.1', 'a@1.2.3.4', 'a@0x7f.1', 'A <a@b.example>', '<a@b.example>'],
  ...[
    'a@b.example\r\nBcc: c@d.example',
    'a\r\nRCPT TO:<c@d.example>@b.example',
    'a@b.example\u0000',
    'a@b.example,c@d.example',
  ],
  ...['a\u202e@b.example', 'a\u200b@b.example', 'a\ud800@b.example', 'a@b\u202e.example', 'a＠b.example'],
  ...[`${'a'.repeat(65)}@b.example`, `a@${'b'.repeat(64)}.example`, `a@${'b.'.repeat(130)}example`, 'a@b.example..'],
])('no mail is sent to %j', (typed) => {
  expect(normaliseAddress(typed)).toBeUndefined()
})

test.each([
  [' ines@example.org\n', 'ines@example.org'],
  ['ines@MÜNCHEN.example', 'ines@xn--mnchen-3ya.example'],
  ['ines@例え.example', 'ines@xn--r8jz45g.example'],
  ['mu\u0308ller@example.org', 'müller@example.org'],
  ["o'neil+paper@example.org", "o'neil+paper@example.org"],
])('%j is an address', (typed, kept) => {
  expect(normaliseAddress(typed)).toBe(kept)
})

describe('a mail', () => {
  test('to letters beyond ASCII goes to a server that takes them', async () => {
    await using server = await aServer({ disabledCommands: ['STARTTLS', 'AUTH'] })
    await using house = await aHouse('sqlite', { CRIER_SMTP_URL: `smtp://127.0.0.1:${server.port}`, ...from })
    await write(house, 'müller@münchen.example')
    await house.queue.drain()
    expect([await outcomes(house), server.recipients.length]).toEqual([['sent'], 1])
  })

  test('has the subject that it was given in one header, whatever stands in it', async () => {
    await using server = await aServer({ disabledCommands: ['STARTTLS', 'AUTH'] })
    await using house = await aHouse('sqlite', { CRIER_SMTP_URL: `smtp://127.0.0.1:${server.port}`, ...from })
    await write(house, 'ines@example.org', `A\r\nBcc: all@example.org\u0085\u2028\u202e${'😀'.repeat(200)}`)
    await house.queue.drain()
    const [head = ''] = server.words.join('').split('\r\n\r\n')
    expect(head).not.toMatch(/^Bcc:/imu)
    const { subject } = await house.db.selectFrom('mails').select('subject').executeTakeFirstOrThrow()
    expect([subject.isWellFormed(), /[\p{Cc}\u2028-\u202e]/u.test(subject)]).toEqual([true, false])
  })
})

describe('a certificate that nobody should believe', () => {
  test.each([
    ['from the start', 'smtps', {}],
    ['after STARTTLS', 'smtp', {}],
    ['with a name and password', 'smtp', { user: 'news:secret@' }],
  ])(
    '%s: nothing is told, the mail waits, and doctor says why',
    async (_, scheme, { user = '' }: { user?: string }) => {
      await using server = await aServer({ secure: scheme === 'smtps' })
      const url = `${scheme}://${user}127.0.0.1:${server.port}`
      await using house = await aHouse('sqlite', { CRIER_SMTP_URL: url, ...from })
      await write(house, 'ines@example.org')
      await house.queue.drain()
      expect([await outcomes(house), server.recipients, server.words]).toEqual([[null], [], []])
      const finding = (await mailFindings(house)).find(({ name }) => name === 'mail server')
      expect(finding).toMatchObject({ verdict: 'wrong', words: expect.stringMatching(/certificate/u) })
      expect(JSON.stringify(finding)).not.toContain('secret')
    },
  )
})
