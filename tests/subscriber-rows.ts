/** Public id of one of them; a multiple of 111,111 or 555. */
export const grownPublicId = (number: number) => `followers${2_222_222 + number}`
export const grownAddress = (number: number) => `reader${number}@town.example`

/** So many subscribers by mail, up to a million, each of the first three topics, in statements that `run` sends. */
export async function growSubscribers(count: number, run: (sql: string) => unknown): Promise<void> {
  const numbers = `with recursive s(n) as (select 1 union all select n + 1 from s where n < ${count})`
  const address = `'reader' || n || '@town.example'`
  await run(`insert into addresses (address_hash, address, created_at, confirmed_at)
    ${numbers} select 'hash' || n, ${address}, 1, 1 from s`)
  await run(`insert into subscribers (public_id, channel, state, address_id, language, time_zone, pace, consent,
      consent_at, created_at, confirmed_at)
    ${numbers} select 'followers' || (2222222 + n), 'email', 'active', addresses.id, 'en', 'Europe/Berlin', 'all',
      'form', 1, 1, 1 from s join addresses on addresses.address = ${address}`)
  await run(`insert into subscriber_topics (subscriber_id, topic_id)
    select subscribers.id, topics.id from subscribers, topics where topics.id <= 3`)
}
