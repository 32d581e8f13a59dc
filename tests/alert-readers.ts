/** Many subscribers at once, and alerts that go to them, by rows alone. */
import { insertAudience, recentSendings, type AudienceQuestion } from '../src/alerts/audience-store.ts'
import { system, type Tx } from '../src/kit/db/schema.ts'
import { publicId } from '../src/kit/ids.ts'
import type { TestHouse } from './house.ts'

export type Reader = {
  channel: 'email' | 'push'
  pace: 'breaking' | 'all' | 'daily' | 'weekly'
  breakingAtOnce: boolean
  allTopics: boolean
  topicIds: readonly number[]
  quiet?: { from: number; to: number }
  timeZone?: string
}

/** Their ids, in the order in which they were given. */
export async function someReaders(house: TestHouse, readers: readonly Reader[]): Promise<number[]> {
  const ids: number[] = []
  for (let from = 0; from < readers.length; from += 500)
    ids.push(
      ...(await house.write(system, (tx) => insertReaders(tx, readers.slice(from, from + 500), house.clock.now()))),
    )
  return ids
}

async function insertReaders(tx: Tx, readers: readonly Reader[], at: number): Promise<number[]> {
  const ids: number[] = []
  for (const { channel, pace, breakingAtOnce, allTopics, topicIds, quiet, timeZone = 'Europe/Berlin' } of readers) {
    const name = publicId()
    const isMail = channel === 'email'
    const address = isMail
      ? await tx
          .insertInto('addresses')
          .values({ address_hash: name, address: `${name}@example.org`, created_at: at, confirmed_at: at })
          .returning('id')
          .executeTakeFirstOrThrow()
      : undefined
    const { id } = await tx
      .insertInto('subscribers')
      .values({
        public_id: name,
        channel,
        state: 'active',
        address_id: address?.id ?? null,
        ...(!isMail && {
          endpoint: `https://push.example/${name}`,
          endpoint_origin: 'https://push.example',
          p256dh: new Uint8Array(65),
          auth: new Uint8Array(16),
          vapid_key_id: 'key',
        }),
        language: 'en',
        time_zone: timeZone,
        pace,
        breaking_at_once: Number(breakingAtOnce),
        all_topics: Number(allTopics),
        quiet_from: quiet?.from ?? null,
        quiet_to: quiet?.to ?? null,
        consent: 'test',
        consent_at: at,
        created_at: at,
        confirmed_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (const topicId of topicIds)
      await tx.insertInto('subscriber_topics').values({ subscriber_id: id, topic_id: topicId }).execute()
    ids.push(id)
  }
  return ids
}

/** An alert of a story that goes to everybody whom the question finds: its sending. */
export async function sentTo(
  house: TestHouse,
  articleId: number,
  question: Omit<AudienceQuestion, 'now' | 'recent'>,
  quiet: Parameters<typeof insertAudience>[3]['quiet'] = [],
): Promise<number> {
  const now = house.clock.now()
  const recent = await recentSendings(house.db, now - 86_400_000)
  return house.write(system, async (tx) => {
    const sending = { state: 'freezing', content: '{}', frozen_last: 0, created_at: now, moved_at: now } as const
    const { id } = await tx
      .insertInto('sendings')
      .values({ ...sending, public_id: publicId(), kind: 'alert' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('alerts')
      .values({
        public_id: publicId(),
        article_id: articleId,
        thread_id: articleId,
        level: question.level,
        state: 'sending',
        title: 'The ferry',
        text: '',
        preheader: '',
        subject: 'The ferry',
        mail_body: 'teaser',
        made_by: 'staff:a',
        approved_by: 'staff:b',
        approved_at: now,
        approved_hash: 'x',
        proved_at: now,
        sent_at: now,
        sending_id: id,
        created_at: now,
      })
      .execute()
    const range = { from: 0, upTo: Number.MAX_SAFE_INTEGER }
    await insertAudience(tx, id, { ...question, now, recent }, { range, quiet })
    return id
  })
}

export async function rowsOf(house: TestHouse, sendingId: number) {
  const rows = await house.db
    .selectFrom('deliveries')
    .select(['subscriber_id as id', 'state', 'not_before as notBefore'])
    .where('sending_id', '=', sendingId)
    .orderBy('subscriber_id')
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}
