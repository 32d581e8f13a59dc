/** A mail server that is slow, broken or hostile: every mail ends, none arrives without end, no reply is obeyed. */
import { describe, expect, test } from 'vitest'
import { mailFindings } from '../../src/cli/doctor/mail.ts'
import { system } from '../../src/kit/db/schema.ts'
import { readSmtpFailure } from '../../src/kit/smtp-failure.ts'
import { ensureAddress } from '../../src/readers/addresses.ts'
import { sendMail, sendMailIn } from '../../src/readers/mail.ts'
import { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { aScriptedMailServer, dripping } from '../scripted-mail-server.ts'

const from = { CRIER_MAIL_FROM: 'news@lantern.example' }
const short = { handOverMs: 300, answerMs: 300 }

async function write(house: TestHouse, to = 'ines@mail.example'): Promise<number> {
  const at = house.clock.now()
  await house.write(system, async (tx) => {
    const addressId = await ensureAddress(tx, house, to, at)
    await sendMailIn(tx, { kind: 'note', addressId, subject: 'The bridge', text: 'It is open.\n', at })
  })
  return (await house.db.selectFrom('mails').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id
}

const ended = new AbortController().signal

describe.each([
  ['says nothing', undefined],
  ['says a byte at a time', dripping()],
  ['says lines without end', dripping('250-more\r\n')],
] as const)('a server that %s', (_, reply) => {
  test.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA'] as const)('after %s holds no mail for ever', async (stage) => {
    await using server = await aScriptedMailServer({ [stage]: reply })
    await using house = await aHouse('sqlite', { CRIER_SMTP_URL: server.url, ...from })
    const sending = sendMail(house, await write(house), { signal: ended, patience: short })
    await expect(sending).rejects.toThrow('did not take the mail within')
    const mail = await house.db.selectFrom('mails').select(['outcome', 'unanswered']).executeTakeFirst()
    expect(mail).toEqual({ outcome: null, unanswered: 0 })
  })

  test('after the mail leaves it open whether it arrives, and the mail goes three times and no more', async () => {
    await using server = await aScriptedMailServer({ end: reply })
    await using house = await aHouse('sqlite', { CRIER_SMTP_URL: server.url, ...from })
    const mail = await write(house)
    for (let time = 0; time < 4; time++) await sendMail(house, mail, { signal: ended, patience: short }).catch(() => {})
    expect(server.stages.filter((stage) => stage === 'end')).toHaveLength(3)
    expect(await house.db.selectFrom('mails').select('outcome').execute()).toEqual([{ outcome: 'failed' }])
  })
})

describe.each(engines)('a server on %s', (engine) => {
  test('that goes away when it has the mail is given it three times, and the last error says why', async () => {
    await using server = await aScriptedMailServer({ end: (socket) => void socket.destroy() })
    await using house = await aHouse(engine, { CRIER_SMTP_URL: server.url, ...from })
    await write(house)
    for (let round = 0; round < 20; round++, house.clock.advance(700_000)) await house.queue.drain()
    expect(server.stages.filter((stage) => stage === 'end')).toHaveLength(3)
    const [dead] = await house.db.selectFrom('dead_jobs').select('error').execute()
    expect(dead?.error).toMatch(/had all of the mail and did not say whether it took it/u)
  })

  test('that is away for hours loses no mail', async () => {
    await using server = await aScriptedMailServer({ greeting: '421 later\r\n' })
    await using house = await aHouse(engine, { CRIER_SMTP_URL: server.url, ...from })
    await write(house)
    for (let round = 0; round < 24; round++, house.clock.advance(700_000)) await house.queue.drain()
    expect(await house.queue.counts()).toMatchObject({ dead: 0 })
  })
})

test('a process that stops does not wait for a slow server, and the mail spends no attempt', async () => {
  await using server = await aScriptedMailServer({ RCPT: dripping() })
  await using house = await aHouse('sqlite', { CRIER_SMTP_URL: server.url, ...from })
  await write(house)
  house.queue.start()
  await expect.poll(() => server.stages).toContain('RCPT')
  await house.queue.stop(0)
  expect(await house.db.selectFrom('jobs').select(['name', 'attempt', 'lease_owner']).execute()).toEqual([
    { name: 'mail.send', attempt: 0, lease_owner: null },
  ])
})

const answers = ['421 4.3.2 going down', '450 4.2.0 busy', '550 5.1.1 nobody', '552 5.2.2 full', '554 no'] as const

describe.each(answers)('answered with %s', (answer) => {
  test.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'end'] as const)(
    'at %s a mail waits or ends',
    async (stage) => {
      await using server = await aScriptedMailServer({ [stage]: `${answer}\r\n` })
      await using house = await aHouse('sqlite', { CRIER_SMTP_URL: server.url, ...from })
      await write(house)
      await house.queue.drain()
      const isOver = answer.startsWith('5') && ['RCPT', 'DATA', 'end'].includes(stage)
      const [mail] = await house.db.selectFrom('mails').select(['outcome', 'unanswered']).execute()
      expect(mail).toEqual({ outcome: isOver ? 'failed' : null, unanswered: 0 })
      const suppressed = await house.db.selectFrom('suppressions').select('reason').execute()
      expect(suppressed.length).toBe(answer === '550 5.1.1 nobody' && stage === 'RCPT' ? 1 : 0)
    },
  )
})

test('what a server says is kept in one line of letters, without a terminal’s orders, and short', async () => {
  const reply = `550-5.7.1 \u001b[2J\u001b]0;owned\u0007 \u009b31m \u202egnp\r\n550 5.7.1 ${'x'.repeat(900_000)}\r\n`
  await using server = await aScriptedMailServer({ RCPT: reply })
  await using house = await aHouse('sqlite', { CRIER_SMTP_URL: server.url, ...from })
  await write(house)
  await house.queue.drain()
  const [dead] = await house.db.selectFrom('dead_jobs').select('error').execute()
  expect(dead?.error).toContain('\\u{1b}[2J')
  expect(dead?.error).not.toMatch(/\p{Cc}|\u202e/u)
  expect(dead?.error.length).toBeLessThan(1_100)
})

test('a reply cut short names no part of an address', () => {
  const { words } = readSmtpFailure(new Error(`${'a@b.example '.repeat(360)}${'ines@mail.example '.repeat(20)}`))
  expect(words).toMatch(/^(?:\(address\) ?)+/u)
  expect(words.replaceAll('(address)', '')).not.toMatch(/\w@|ines/u)
})

test('a reply of ten megabytes is not read to its end', async () => {
  let written = 0
  await using server = await aScriptedMailServer({
    MAIL: (socket) => {
      const chunk = 'x'.repeat(65_536)
      const pour = () => {
        while (written < 400_000_000 && !socket.destroyed && socket.write(chunk)) written += chunk.length
        if (written < 400_000_000 && !socket.destroyed) socket.once('drain', pour)
      }
      pour()
    },
  })
  await using house = await aHouse('sqlite', { CRIER_SMTP_URL: server.url, ...from })
  await write(house)
  await house.queue.drain()
  expect(written).toBeLessThan(20_000_000)
  expect(await house.queue.counts()).toMatchObject({ dead: 0, waiting: 1 })
})

describe('TLS', () => {
  test.each([
    ['that is offered and refused', '454 4.7.0 no TLS today\r\n'],
    ['that begins with other words', '220 go on\r\nthis is no handshake\r\n'],
    ['that never begins', '220 go on\r\n'],
  ])('%s: nothing of the mail is told, and it waits', async (_, STARTTLS) => {
    await using server = await aScriptedMailServer({ EHLO: '250-mail.example\r\n250 STARTTLS\r\n', STARTTLS })
    await using house = await aHouse('sqlite', { CRIER_SMTP_URL: server.url, ...from })
    await sendMail(house, await write(house), { signal: ended, patience: short }).catch(() => {})
    expect(server.stages.filter((stage) => ['MAIL', 'AUTH', 'DATA'].includes(stage))).toEqual([])
    expect(await house.db.selectFrom('mails').select('outcome').execute()).toEqual([{ outcome: null }])
  })
})

describe('crier doctor', () => {
  test('tells no password on an open line', async () => {
    const EHLO = '250-mail.example\r\n250 AUTH PLAIN\r\n'
    await using server = await aScriptedMailServer({ EHLO, STARTTLS: '502 no such thing\r\n' })
    const url = `smtp://news:secret@127.0.0.1:${server.port}`
    await using house = await aHouse('sqlite', { CRIER_SMTP_URL: url, ...from })
    const finding = (await mailFindings(house)).find(({ name }) => name === 'mail server')
    expect(finding).toMatchObject({ verdict: 'wrong', words: expect.stringMatching(/STARTTLS/u) })
    expect(server.commands.join('\n')).not.toMatch(/AUTH/u)
  })

  test('lets go of a server that drips', async () => {
    await using server = await aScriptedMailServer({ EHLO: dripping('250-more\r\n') })
    await using house = await aHouse('sqlite', { CRIER_SMTP_URL: server.url, ...from })
    const finding = (await mailFindings(house)).find(({ name }) => name === 'mail server')
    expect(finding).toMatchObject({ verdict: 'wrong', words: expect.stringMatching(/did not answer/u) })
    await expect.poll(() => server.open(), { timeout: 5_000 }).toBe(0)
  }, 30_000)
})
