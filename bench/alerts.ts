/**
 * E-mails to many, against nodemailer's bare pool with the same message, in turns in one run: node bench/alerts.ts
 * [mails] [connections] [rounds] [kilobytes]. The receiving server is a process of its own.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { readConfig } from '../src/config.ts'
import type { Composers } from '../src/deliveries/composer.ts'
import { createSendingIn, frozenIn } from '../src/deliveries/deeds.ts'
import { deliveryJobHandlers } from '../src/deliveries/job-handlers.ts'
import { openEncoder } from '../src/deliveries/mail-encoding.ts'
import { letterFor } from '../src/deliveries/mail-message.ts'
import { progressOf } from '../src/deliveries/progress.ts'
import { databaseFile, openHouse, type OpenHouse } from '../src/house.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { openQueue } from '../src/kit/queue/open-queue.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { subscriberToken } from '../src/subscriptions/token.ts'

const [mails, connections, rounds, kilobytes] = [2_000, 10, 3, 20].map((usual, index) =>
  Number(process.argv[index + 2] ?? usual),
) as [number, number, number, number]

/** Takes everything and keeps nothing. */
function receive(): void {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData(stream, _session, done) {
      stream.resume()
      stream.on('end', () => done())
    },
  })
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1', () => {
    const address = listening.address()
    process.send?.(typeof address === 'object' ? address?.port : 0)
  })
}

async function bench(): Promise<void> {
  const receiver = fork(import.meta.filename, [], { stdio: 'inherit' })
  const [port] = (await once(receiver, 'message')) as [number]
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-alerts-'))
  const config = readConfig({
    CRIER_DATA_DIR: folder,
    CRIER_LOG_LEVEL: 'silent',
    CRIER_SMTP_URL: `smtp://127.0.0.1:${port}`,
    CRIER_MAIL_FROM: 'The Lantern <news@lantern.example>',
  })
  const house = await openHouse(config)
  await setSetting(house, operator, { key: 'mail', value: { perSecond: 100_000, connections } })
  subscribe(house, mails)
  console.log(`${mails} mails of ${kilobytes} KB, ${connections} connections, load average ${loadavg()[0]?.toFixed(1)}`)
  for (let round = 1; round <= rounds; round++) {
    const bare = await measured(() => barePool(house, port))
    const ours = await measured(() => sending(house))
    console.log(
      `round ${round}: bare pool ${rate(bare)}; sending ${rate(ours)}, first hand-over after ${ours.value} ms; ` +
        `ratio ${(bare.ms / ours.ms).toFixed(2)} by the clock, ${(bare.cpuMs / ours.cpuMs).toFixed(2)} by CPU time`,
    )
  }
  console.log(`memory ${Math.round(process.memoryUsage.rss() / 1e6)} MB`)
  await house[Symbol.asyncDispose]()
  receiver.kill()
  rmSync(folder, { recursive: true, force: true })
}

type Measured<Value> = { value: Value; ms: number; cpuMs: number; delayMs: number }

async function measured<Value>(work: () => Promise<Value>): Promise<Measured<Value>> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const value = await work()
  const { user, system: kernel } = process.cpuUsage(cpu)
  return { value, ms: performance.now() - began, cpuMs: (user + kernel) / 1000, delayMs: delay.percentile(99) / 1e6 }
}

function rate({ ms, cpuMs, delayMs }: Measured<unknown>): string {
  const perSecond = Math.round((mails * 1000) / ms)
  return `${perSecond}/s, ${(cpuMs / mails).toFixed(3)} ms of CPU each, event loop p99 ${delayMs.toFixed(1)} ms`
}

const paragraph = 'The ferry to the island is delayed by the storm; the harbour office expects it in the evening. '
const body = paragraph.repeat(Math.ceil((kilobytes * 1000) / 2 / paragraph.length))

const compose: Composers['alert'] = async (house, { sendingId }) => {
  const link = (id: string) => `${house.config.origin}/-/alerts/${subscriberToken(house, id)}`
  return {
    mail: ({ publicId }) => ({
      subject: 'The ferry is delayed',
      html: `<!doctype html><p>${body}</p><p><a href="${link(publicId)}">Change or leave</a></p>`,
      text: `${body}\n\n${link(publicId)}\n`,
      topic: `alert-${sendingId}`,
      listName: 'Alerts',
    }),
  }
}

/** nodemailer's pool with bytes that are made already: it does nothing but hand them over. */
async function barePool(house: OpenHouse, port: number): Promise<void> {
  const composed = await compose(house, { sendingId: 1, kind: 'alert', content: null, edition: 1, channel: 'email' })
  const recipient = { subscriberId: 1, publicId: 'a'.repeat(16), address: 'reader1@example.org', addressId: 1 }
  const words = composed?.mail?.({ ...recipient, language: 'en', timeZone: 'UTC', detail: null })
  if (words === undefined) throw new Error('no words')
  const raw = openEncoder().encode(letterFor(house, { sending: { id: 1, kind: 'alert' }, words, recipient }))
  const pool = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    maxConnections: connections,
    maxMessages: Infinity,
  })
  const envelope = { from: 'news@lantern.example', to: 'reader1@example.org' }
  await Promise.all(Array.from({ length: mails }, () => pool.sendMail({ envelope, raw })))
  pool.close()
}

/** How long after it was approved the first mail was handed over, in milliseconds. */
async function sending(house: OpenHouse): Promise<number> {
  const composers = { alert: compose, correction: compose, withdrawal: compose, digest: compose }
  const queue = openQueue(() => house, {
    handlers: deliveryJobHandlers(composers),
    schedules: [],
    commits: house.commits,
  })
  queue.start()
  const id = await freeze(house)
  for (;;) {
    await sleep(20)
    const progress = await progressOf(house.db, id)
    if (progress?.state !== 'done') continue
    if (progress.counts.email.accepted !== mails) throw new Error(JSON.stringify(progress.counts.email))
    await queue.stop()
    return (progress.firstHandedAt ?? 0) - progress.createdAt
  }
}

/** In steps, as the room above does it. */
async function freeze(house: OpenHouse): Promise<number> {
  const at = house.clock.now()
  const { id } = await house.write(system, (tx) =>
    createSendingIn(tx, { kind: 'alert', content: {}, lastSubscriber: mails, at }),
  )
  for (let from = 0; from < mails; from += 1_500) {
    const upTo = Math.min(mails, from + 1_500)
    await house.write(system, async (tx) => {
      await tx
        .insertInto('deliveries')
        .columns(['sending_id', 'subscriber_id', 'channel', 'state'])
        .expression((eb) =>
          eb
            .selectFrom('subscribers')
            .select([eb.lit(id).as('sending'), 'id', 'channel', eb.val('planned' as const).as('state')])
            .where('id', '>', from)
            .where('id', '<=', upTo),
        )
        .execute()
      const planned = { email: upTo - from, push: 0 }
      await frozenIn(tx, { sendingId: id, from, upTo, planned, isLast: upTo === mails, at })
    })
  }
  return id
}

/** Rows of subscribers that a form would take an hour to bring in. */
function subscribe(house: OpenHouse, count: number): void {
  const database = new DatabaseSync(databaseFile(house.config))
  database.exec(`
    insert into addresses (address_hash, address, created_at, confirmed_at)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
    select 'hash' || i, 'reader' || i || '@example.org', 0, 0 from n;
    insert into subscribers (public_id, channel, state, address_id, language, time_zone, pace, consent, consent_at,
      created_at, confirmed_at)
    select substr('aaaaaaaaaaaaaaaa' || id, -16), 'email', 'active', id, 'en', 'UTC', 'all', 'bench', 0, 0, 0
    from addresses order by id;`)
  database.close()
}

if (process.send === undefined) await bench()
else receive()
