import { describe, expect, test } from 'vitest'
import { mailFindings } from '../src/cli/doctor/mail.ts'
import { collectBounces, lookForBounces } from '../src/deliveries/bounces/collect.ts'
import { unseenMails } from '../src/deliveries/bounces/imap.ts'
import { mailboxFault } from '../src/deliveries/bounces/mailbox-fault.ts'
import { findingsOf } from '../src/deliveries/deliverability.ts'
import { collectJob } from '../src/deliveries/jobs.ts'
import { mailFacts } from '../src/deliveries/mail-facts.ts'
import { verpAddress } from '../src/deliveries/verp.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { allNotices } from '../src/kit/notices.ts'
import { enqueue } from '../src/kit/queue/job.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { aNoteOfAbsence, aReport, sent } from './bounced.ts'
import { engines } from './databases.ts'
import { aHouse, type TestHouse } from './house.ts'
import { anImapService, type ImapService, type ImapWays } from './imap-service.ts'
import { aMailService } from './mail-service.ts'

const { signal } = new AbortController()
const urlOf = ({ port }: ImapService, scheme = 'imap', password = 'secret') =>
  `${scheme}://bounces:${password}@localhost:${port}/INBOX`

/** A paper that has sent to so many, and the mailbox where its bounces arrive. */
async function aPaper(engine: (typeof engines)[number], count: number, ways: ImapWays = {}) {
  const service = await aMailService()
  const mailbox = await anImapService(ways)
  const house = await aHouse(engine, {
    CRIER_SMTP_URL: service.url,
    CRIER_MAIL_FROM: 'news@lantern.example',
    CRIER_BOUNCES_URL: urlOf(mailbox),
  })
  const { ids, nameOf } = await sent(house, count)
  const addresses = ids.map((id) => verpAddress('bounces@lantern.example', nameOf(id)))
  return {
    house,
    mailbox,
    addresses,
    look: () => collectBounces(house, signal),
    states: () => statesOf(house),
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]()
      await mailbox[Symbol.asyncDispose]()
      await service[Symbol.asyncDispose]()
    },
  }
}

async function statesOf({ db }: TestHouse): Promise<string[]> {
  return (await db.selectFrom('subscribers').select('state').orderBy('id').execute()).map(({ state }) => state)
}

/** The words with which a look ends. */
async function faultOf(look: () => Promise<unknown>): Promise<string> {
  try {
    return `it ended well: ${JSON.stringify(await look())}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function read(mails: AsyncIterable<Uint8Array>): Promise<string[]> {
  const found: string[] = []
  for await (const raw of mails) found.push(Buffer.from(raw).toString())
  return found
}

describe.each(engines)('a mailbox of bounces, by IMAP, on %s', (engine) => {
  test('is read once; notes of absence end nothing, and stay in it as seen', async () => {
    await using paper = await aPaper(engine, 2)
    const { mailbox, addresses, look } = paper
    mailbox.add(aNoteOfAbsence(addresses[1] ?? ''))
    mailbox.add(aReport(addresses[0] ?? ''))
    mailbox.add(Buffer.from('Subject: hello\r\n\r\nspam'))
    mailbox.add(Buffer.alloc(0))
    expect(await look()).toEqual({ unchanged: 1, bounced: 1, foreign: 2 })
    expect([await paper.states(), mailbox.unseen(), mailbox.mails.length]).toEqual([['bounced', 'active'], [], 4])
    expect(await look()).toEqual({})
    expect(mailbox.asked.filter((line) => line.startsWith('UID FETCH'))).toHaveLength(4)
    expect(mailbox.asked.at(-1)).toBe('LOGOUT')
  })

  test('that is cut in the middle of a mail is read on behind it, and the mail with the next look', async () => {
    await using paper = await aPaper(engine, 3)
    const { mailbox, addresses, look } = paper
    const uids = addresses.map((address) => mailbox.add(aReport(address)).uid)
    mailbox.ways.cuts = (uid) => uid === uids[1]
    expect(await faultOf(look)).toMatch(/^The mailbox of bounces at localhost:\d+: the connection was cut/u)
    expect([await paper.states(), mailbox.unseen()]).toEqual([['bounced', 'active', 'active'], uids.slice(1)])
    expect(await faultOf(look)).toContain('the connection was cut')
    expect([await paper.states(), mailbox.unseen()]).toEqual([['bounced', 'active', 'bounced'], [uids[1]]])
    delete mailbox.ways.cuts
    expect(await look()).toEqual({ bounced: 1 })
    expect(await paper.states()).toEqual(['bounced', 'bounced', 'bounced'])
  })

  test('that was made anew has other numbers, and nothing counts twice', async () => {
    await using paper = await aPaper(engine, 2)
    const { mailbox, addresses, look } = paper
    addresses.forEach((address) => mailbox.add(aReport(address, { status: '5.2.2' })))
    expect(await look()).toEqual({ failed: 2 })
    mailbox.validity = 2
    mailbox.mails.forEach((mail, index) => Object.assign(mail, { uid: 100 - index, flags: new Set() }))
    expect(await look()).toEqual({ unchanged: 2 })
    const counts = await paper.house.db.selectFrom('subscribers').select('soft_bounces as count').execute()
    expect(counts).toEqual([{ count: 1 }, { count: 1 }])
  })
})

/** What "crier doctor" and "crier mail check" say of the mailbox. */
async function saidOf(house: TestHouse) {
  const none = {
    resolveTxt: async () => [],
    resolve4: async () => [],
    resolve6: async () => [],
    reverse: async () => [],
  }
  const doctor = (await mailFindings(house)).find(({ name }) => name === 'bounces')
  const check = findingsOf(await mailFacts(house, none)).find(({ rule }) => rule === 'bounces')
  return { doctor, check }
}

test.each(engines)('a mailbox that fails is noted once, on %s, until it answers again', async (engine) => {
  await using paper = await aPaper(engine, 1)
  const { house, mailbox, addresses } = paper
  await setSetting(house, operator, { key: 'mail.bounces', value: 'bounces@lantern.example' })
  mailbox.add(aReport(addresses[0] ?? ''))
  const jobs = async () => [
    ...(await house.db.selectFrom('jobs').select('name').where('name', '=', collectJob.name).execute()),
    ...(await house.db.selectFrom('dead_jobs').select('name').execute()),
  ]
  const lookAgain = async () => {
    house.clock.advance(300_000)
    const at = house.clock.now()
    await house.write(system, (tx) => enqueue(tx, collectJob, {}, { at }))
    await house.queue.drain()
  }
  mailbox.ways.password = 'other'
  const since = house.clock.now() + 300_000
  for (let time = 0; time < 4; time++) await lookAgain()
  expect([await jobs(), await paper.states()]).toEqual([[], ['active']])
  const words = expect.stringContaining('it does not take the user and the password of CRIER_BOUNCES_URL')
  expect(await allNotices(house.db)).toMatchObject([{ detail: { words }, firstAt: since, lastAt: house.clock.now() }])
  expect(JSON.stringify(await allNotices(house.db))).not.toContain('secret')
  expect(await saidOf(house)).toMatchObject({ doctor: { verdict: 'wrong', words }, check: { verdict: 'wrong', words } })
  delete mailbox.ways.password
  await lookAgain()
  expect([await jobs(), await paper.states(), await allNotices(house.db)]).toEqual([[], ['bounced'], []])
  expect(await saidOf(house)).toMatchObject({ doctor: { verdict: 'ok' }, check: { verdict: 'ok' } })
})

test('a folder of bounces that is not there is noted, and forgotten with the setting', async () => {
  await using house = await aHouse('sqlite', { CRIER_BOUNCES_URL: 'maildir:///nowhere/bounces' })
  await lookForBounces(house, signal)
  expect((await mailboxFault(house))?.words).toMatch(/^The mailbox of bounces at \/nowhere\/bounces: ENOENT/u)
  house.config.mail.bouncesUrl = undefined
  expect(await mailboxFault(house)).toBeUndefined()
})

test('of a mail of 30 MB the beginning is read, and what it says is taken down', async () => {
  await using paper = await aPaper('sqlite', 1)
  const { mailbox, addresses, look } = paper
  mailbox.add(Buffer.concat([aReport(addresses[0] ?? ''), Buffer.alloc(30_000_000, 'a newsletter that came back\r\n')]))
  expect(await look()).toEqual({ bounced: 1 })
  expect(mailbox.bytesGiven).toBeLessThanOrEqual(1_000_000)
})

test('a mail that the mailbox does not give out keeps no other, and is asked for again', async () => {
  await using paper = await aPaper('sqlite', 2)
  const { mailbox, addresses, look } = paper
  addresses.forEach((address) => mailbox.add(aReport(address)))
  mailbox.ways.refuses = (uid) => uid === 1
  expect(await faultOf(look)).toContain('1 mails in it cannot be read: it cannot be read')
  expect([await paper.states(), mailbox.unseen()]).toEqual([['active', 'bounced'], [1]])
  delete mailbox.ways.refuses
  expect(await look()).toEqual({ bounced: 1 })
})

test('what the database could not take down stays unread', async () => {
  await using mailbox = await anImapService()
  mailbox.add(Buffer.from('Subject: one\r\n\r\n'))
  mailbox.add(Buffer.from('Subject: two\r\n\r\n'))
  const failing = async () => {
    for await (const _ of unseenMails(new URL(urlOf(mailbox)), { most: 10, signal }))
      throw new Error('the disk is full')
  }
  expect(await faultOf(failing)).toBe('the disk is full')
  expect(mailbox.unseen()).toEqual([1, 2])
  await expect.poll(mailbox.open).toBe(0)
})

test('no more than so many are read in one go', async () => {
  await using mailbox = await anImapService()
  for (let count = 0; count < 5; count++) mailbox.add(Buffer.from(`Subject: ${count}\r\n\r\n`))
  const look = () => read(unseenMails(new URL(urlOf(mailbox)), { most: 3, signal }))
  expect([await look(), mailbox.unseen()]).toEqual([[0, 1, 2].map((each) => `Subject: ${each}\r\n\r\n`), [4, 5]])
  expect([(await look()).length, mailbox.unseen()]).toEqual([2, []])
})

describe('a mailbox that', () => {
  const words = async (mailbox: ImapService, url = urlOf(mailbox), patienceMs = 20_000) =>
    faultOf(() => read(unseenMails(new URL(url), { most: 10, signal, patienceMs })))

  test.each(['CAPABILITY', 'LOGIN', 'SELECT', 'UID SEARCH', 'UID FETCH', 'UID STORE'])(
    'does not answer %s is given up, with words',
    async (silentAt) => {
      await using mailbox = await anImapService({ silentAt })
      mailbox.add(Buffer.from('Subject: one\r\n\r\n'))
      const said = await words(mailbox, urlOf(mailbox), 500)
      expect(said).toMatch(/^The mailbox of bounces at localhost:\d+: it does not answer$/u)
      expect(mailbox.unseen()).toEqual([1])
      await expect.poll(mailbox.open).toBe(0)
    },
  )

  test('hangs is let go at once when the process stops', async () => {
    await using mailbox = await anImapService({ silentAt: 'UID FETCH' })
    mailbox.add(Buffer.from('Subject: one\r\n\r\n'))
    const stopping = new AbortController()
    const looking = { most: 10, signal: stopping.signal }
    const ended = faultOf(() => read(unseenMails(new URL(urlOf(mailbox)), looking)))
    await expect.poll(() => mailbox.asked.at(-1)).toMatch(/^UID FETCH/u)
    stopping.abort(new Error('the server stops'))
    expect(await ended).toBe('the server stops')
  })

  test('refuses the password says so, and is told no other', async () => {
    await using mailbox = await anImapService({ password: 'other' })
    const said = await words(mailbox)
    expect(said).toMatch(/does not take the user and the password of CRIER_BOUNCES_URL \(Invalid credentials\)$/u)
    expect(said).not.toContain('secret')
    expect(mailbox.asked.filter((line) => line.includes('LOGIN'))).toEqual(['LOGIN'])
  })

  test('is not there, or cannot be marked, says so', async () => {
    await using mailbox = await anImapService()
    mailbox.add(Buffer.from('Subject: one\r\n\r\n'))
    expect(await words(mailbox, urlOf(mailbox).replace('INBOX', 'Bounced'))).toContain('there is none of the name')
    mailbox.ways.isReadOnly = true
    expect(await words(mailbox)).toContain('it can only be read')
    Object.assign(mailbox.ways, { isReadOnly: false, keepsFlags: false })
    expect(await words(mailbox)).toContain('it lets nothing be marked as seen')
    await mailbox[Symbol.asyncDispose]()
    expect(await words(mailbox)).toContain('ECONNREFUSED')
  })

  test('shows a certificate of nobody, or speaks no TLS, gets no password', async () => {
    await using safe = await anImapService({ isSafe: true })
    expect(await words(safe, urlOf(safe, 'imaps'))).toContain('there is no safe connection by TLS (self-signed')
    await using plain = await anImapService()
    expect(await words(plain, urlOf(plain, 'imaps'))).toContain('there is no safe connection by TLS')
    // To another machine, as this name stands for one here, STARTTLS is a must.
    const elsewhere = (mailbox: ImapService) => urlOf(mailbox).replace('localhost', '0.0.0.0')
    expect(await words(plain, elsewhere(plain))).toContain(
      'there is no safe connection by TLS (Server does not support',
    )
    plain.ways.startTls = 'refused'
    expect(await words(plain, elsewhere(plain))).toContain('there is no safe connection by TLS')
    plain.ways.startTls = 'taken'
    expect(await words(plain, elsewhere(plain))).toContain('there is no safe connection by TLS (self-signed')
    expect([...safe.asked, ...plain.asked].filter((line) => line.includes('LOGIN'))).toEqual([])
  })
})
