/**
 * What readers of a hot page feel while an alert's audience is frozen and its mails go out, on SQLite: a story's page
 * in an open loop at half of what the server answers at most, in turns without and with a sending, and the longest step
 * of the server's thread, by its own CPU time: node bench/alert-pages.ts [seconds] [subscribers] [rounds]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { freezeJob } from '../src/alerts/jobs.ts'
import { noteSending } from '../src/alerts/store.ts'
import { readConfig } from '../src/config.ts'
import { cancelSending, createSendingIn } from '../src/deliveries/deeds.ts'
import { progressOf } from '../src/deliveries/progress.ts'
import { databaseFile, openHouse, type OpenHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { enqueue } from '../src/kit/queue/job.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { asking, growthWords, serveDeeds, stepWords, takeTurns, verdict, type Turns } from './beside.ts'
import { pageRequest, peakRate, quantile, startServing } from './vote-load.ts'

const [first = '8', second = '50000', third = '3'] = process.argv.slice(2)
const [connections, maxStepMs] = [32, 10]

if (first === 'serve') await serveHouse(second)
else await measure(Number(first), Number(second), Number(third))

type Sent = { frozen: number; accepted: number; state: string }

async function measure(seconds: number, subscribers: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-alert-pages-'))
  const receiver = fork(join(import.meta.dirname, 'alerts.ts'), [], { stdio: 'inherit' })
  const [smtpPort] = await once(receiver, 'message')
  process.env['CRIER_SMTP_URL'] = `smtp://127.0.0.1:${smtpPort}`
  await prepare(folder, subscribers)
  const { child, port } = await startServing(import.meta.filename, folder)
  const ask = asking(child)
  const page = pageRequest(await ask<string>('path'))
  await peakRate(connections, port, page, 1)
  const most = await peakRate(connections, port, page, seconds)
  const load = { connections, perSecond: Math.floor(most / 2), seconds }
  console.log(`at most ${Math.round(most)} pages/s; load average ${loadavg()[0]?.toFixed(1)}`)
  const turns = await takeTurns({ port, page, load, ask }, rounds, {
    begin: () => ask('send'),
    async end() {
      const { frozen, accepted, state } = await ask<Sent>('stop')
      return `a sending (${frozen} frozen, ${accepted} mails in ${seconds} s, then ${state})`
    },
  })
  print(load.perSecond, turns)
  child.kill()
  receiver.kill()
  await once(child, 'exit')
  rmSync(folder, { recursive: true, force: true })
}

function print(perSecond: number, turns: Turns): void {
  const longest = quantile(
    turns.steps.map(({ max }) => max),
    0.5,
  )
  console.log(
    `${growthWords(perSecond, turns)}\n` +
      `between two ticks of 5 ms the server's thread, in the median of the rounds: ` +
      `beside a sending ${stepWords(turns.steps)} (target ${maxStepMs} of CPU: ${verdict(longest <= maxStepMs)}); ` +
      `alone ${stepWords(turns.idle)}`,
  )
}

function houseAt(folder: string): Promise<OpenHouse> {
  return openHouse(
    readConfig({
      CRIER_DATA_DIR: folder,
      CRIER_PORT: '0',
      CRIER_URL: 'http://bench.example',
      CRIER_LOG_LEVEL: 'silent',
      CRIER_SMTP_URL: process.env['CRIER_SMTP_URL'],
      CRIER_MAIL_FROM: 'news@lantern.example',
    }),
  )
}

async function serveHouse(folder: string): Promise<void> {
  const house = await houseAt(folder)
  const { id: articleId, path } = await house.db.selectFrom('articles').select(['id', 'path']).executeTakeFirstOrThrow()
  let sendingId = 0
  await serveDeeds(house, {
    path: () => path,
    async send() {
      sendingId = await sendAlert(house, articleId)
      return sendingId
    },
    async stop(): Promise<Sent> {
      const progress = await progressOf(house.db, sendingId)
      await cancelSending(house, operator, { sendingId })
      await house.queue.drain()
      const { audience = 0, counts, state = 'gone' } = progress ?? {}
      return { frozen: audience, accepted: counts?.email.accepted ?? 0, state }
    },
  })
}

/** Half of the subscribers have quiet hours that hold nothing back. */
async function prepare(folder: string, subscribers: number): Promise<void> {
  await using house = await houseAt(folder)
  await setSetting(house, operator, { key: 'mail', value: { perSecond: 100_000, connections: 10 } })
  const body = 'The ferry left the harbour at nine and came back in the evening. '.repeat(120)
  const source = `---\nheadline: The ferry returns\nslug: ferry\n---\n\n${body}\n`
  await publishStory(house, operator, { source, read: async () => undefined })
  await house.queue.drain()
  const database = new DatabaseSync(databaseFile(house.config))
  database.exec(`
    insert into addresses (address_hash, address, created_at, confirmed_at)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${subscribers})
    select 'hash' || i, 'reader' || i || '@example.org', 0, 0 from n;
    insert into subscribers (public_id, channel, state, address_id, language, time_zone, pace, all_topics, quiet_from,
      quiet_to, wakes_for_breaking, consent, consent_at, created_at, confirmed_at)
    select substr('aaaaaaaaaaaaaaaa' || id, -16), 'email', 'active', id, 'en', 'Europe/Berlin', 'all', 1,
      iif(id % 2 = 0, 0, null), iif(id % 2 = 0, 1439, null), id % 2 = 0, 'bench', 0, 0, 0
    from addresses order by id;`)
  database.close()
}

let alerts = 0

/** As `send-alert.ts` does, without asking anybody. */
async function sendAlert({ write, clock, db }: OpenHouse, articleId: number): Promise<number> {
  const at = clock.now()
  const publicId = `bench${String(++alerts).padStart(11, '0')}`
  const words = { title: 'The ferry', text: 'It is back.', subject: 'The ferry', preheader: '' }
  const about = { level: 'breaking', mailBody: 'teaser', sentAt: at, publicId, articleId, threadId: articleId } as const
  const last = await db.selectFrom('subscribers').select('id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  return write(system, async (tx) => {
    const { id: alertId } = await tx
      .insertInto('alerts')
      .values({
        ...words,
        public_id: publicId,
        article_id: articleId,
        thread_id: articleId,
        level: 'breaking',
        state: 'draft',
        mail_body: 'teaser',
        by_email: 1,
        by_push: 0,
        to_everyone: 1,
        made_by: 'staff:a',
        created_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const content = { ...words, ...about, alertId }
    const { id } = await createSendingIn(tx, { kind: 'alert', content, lastSubscriber: last.id, at })
    await noteSending(tx, alertId, id)
    await enqueue(tx, freezeJob, { sendingId: id }, { at, uniqueKey: String(id) })
    return id
  })
}
