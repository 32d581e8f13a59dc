/**
 * An audience is frozen on SQLite, as an alert's is: seconds, the longest step in the server's thread, and memory.
 * node bench/freeze.ts [subscribers]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { freezeAudience } from '../src/alerts/freeze.ts'
import { readConfig } from '../src/config.ts'
import { createSendingIn } from '../src/deliveries/deeds.ts'
import { progressOf } from '../src/deliveries/progress.ts'
import { databaseFile, openHouse, type OpenHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator, system } from '../src/kit/db/schema.ts'

const subscribers = Number(process.argv[2] ?? 1_000_000)
const folder = mkdtempSync(join(tmpdir(), 'crier-bench-freeze-'))
const house = await openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' }))
subscribe()
const id = await anAlert(house)
console.log(`${subscribers} subscribers, load average ${loadavg()[0]?.toFixed(1)}`)
globalThis.gc?.()
let highest = 0
const watching = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 100)
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const [began, cpu] = [performance.now(), process.cpuUsage()]
await freezeAudience(house, id)
const [ms, { user, system: kernel }] = [performance.now() - began, process.cpuUsage(cpu)]
delay.disable()
clearInterval(watching)
const progress = await progressOf(house.db, id)
if (progress?.audience !== subscribers) throw new Error(`only ${progress?.audience} were frozen`)
console.log(
  `frozen in ${(ms / 1000).toFixed(1)} s (CPU ${((user + kernel) / 1e6).toFixed(1)} s); the thread stood still for ` +
    `${(delay.max / 1e6).toFixed(1)} ms at most, p99 ${(delay.percentile(99) / 1e6).toFixed(1)}, ` +
    `p50 ${(delay.percentile(50) / 1e6).toFixed(1)}; memory ${Math.round(highest / 1e6)} MB at most`,
)
await house[Symbol.asyncDispose]()
rmSync(folder, { recursive: true, force: true })

/** One of three in each kind: by e-mail at once, by e-mail with quiet hours, by push. */
function subscribe(): void {
  const database = new DatabaseSync(databaseFile(house.config))
  const { keyId } = house.secrets.current('vapid')
  database.exec(`
    insert into addresses (address_hash, address, created_at, confirmed_at)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${subscribers})
    select 'hash' || i, 'reader' || i || '@example.org', 0, 0 from n;
    insert into subscribers (public_id, channel, state, address_id, endpoint, endpoint_origin, p256dh, auth,
      vapid_key_id, language, time_zone, pace, all_topics, quiet_from, quiet_to, consent, consent_at, created_at,
      confirmed_at)
    select substr('aaaaaaaaaaaaaaaa' || id, -16), iif(id % 3 = 0, 'push', 'email'), 'active', iif(id % 3 = 0, null, id),
      iif(id % 3 = 0, 'https://push.example/' || id, null), iif(id % 3 = 0, 'https://push.example', null),
      iif(id % 3 = 0, zeroblob(65), null), iif(id % 3 = 0, zeroblob(16), null), iif(id % 3 = 0, '${keyId}', null),
      'en', 'Europe/Berlin', 'all', 1, iif(id % 3 = 1, 1320, null), iif(id % 3 = 1, 420, null), 'bench', 0, 0, 0
    from addresses order by id;`)
  database.close()
}

async function anAlert({ write, clock, db }: OpenHouse): Promise<number> {
  const source = '---\nheadline: The ferry returns\nslug: ferry\n---\n\nIt left at nine.\n'
  await publishStory(house, operator, { source, read: async () => undefined })
  const { id: articleId } = await db.selectFrom('articles').select('id').executeTakeFirstOrThrow()
  const at = clock.now()
  const words = { title: 'The ferry', text: '', subject: 'The ferry', preheader: '' }
  return write(system, async (tx) => {
    const alert = await tx
      .insertInto('alerts')
      .values({
        ...words,
        public_id: 'benchbenchbench1',
        article_id: articleId,
        thread_id: articleId,
        level: 'breaking',
        state: 'draft',
        mail_body: 'teaser',
        by_email: 1,
        by_push: 1,
        to_everyone: 1,
        made_by: 'staff:a',
        created_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const about = { articleId, threadId: articleId, level: 'breaking', mailBody: 'teaser', sentAt: at } as const
    const content = { ...words, ...about, alertId: alert.id, publicId: 'benchbenchbench1' }
    const sending = await createSendingIn(tx, { kind: 'alert', content, lastSubscriber: subscribers, at })
    return sending.id
  })
}
