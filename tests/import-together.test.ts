/** Stories are written many at a time; whatever becomes of one of them, the others know nothing of it. */
import { sql } from 'kysely'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importWordpress, type WordpressReport } from '../src/importers/wordpress/run/import.ts'
import { engineOf } from '../src/kit/db/database.ts'
import { system } from '../src/kit/db/schema.ts'
import { verifyLedger } from '../src/kit/ledger.ts'
import { anExport, aStory, comment, type Item } from './an-export.ts'
import { broughtTo } from './bring-site.ts'
import { engines } from './databases.ts'
import { aHouse, type TestHouse } from './house.ts'

async function bring(house: TestHouse, items: readonly Item[]): Promise<WordpressReport> {
  const file = join(house.folder, 'export.xml')
  await writeFile(file, anExport(items))
  return importWordpress(house, { file, media: { kind: 'none' } })
}

/** The database takes no version with this headline. */
async function refuse(house: TestHouse, headline: string): Promise<void> {
  await house.write(system, async (tx) => {
    const named = sql.lit(headline)
    if (engineOf(tx) === 'sqlite') {
      await sql`create trigger refusal before insert on article_versions when new.headline = ${named}
        begin select raise(abort, 'refused by the test'); end`.execute(tx)
      return
    }
    await sql`create function refuse() returns trigger as
      $$ begin raise exception 'refused by the test'; end $$ language plpgsql`.execute(tx)
    await sql`create trigger refusal before insert on article_versions for each row
      when (new.headline = ${named}) execute function refuse()`.execute(tx)
  })
}

async function allow(house: TestHouse): Promise<void> {
  await house.write(system, async (tx) => {
    const on = engineOf(tx) === 'sqlite' ? sql`` : sql` on article_versions`
    await sql`drop trigger refusal${on}`.execute(tx)
  })
}

describe.each(engines)('on %s', (engine) => {
  test('a story that cannot be written keeps no other out, and comes with the next run', async () => {
    await using house = await aHouse(engine)
    const items = Array.from({ length: 12 }, (_, index) => ({
      ...aStory(index + 1),
      raw: comment(index + 1, `On story ${index + 1}.`),
      'dc:creator': index % 2 === 0 ? 'nobody-listed' : 'another',
    }))
    await refuse(house, 'Story 7')
    await expect(bring(house, items)).rejects.toThrow('refused by the test')
    const first = (await broughtTo(house)).map(({ headline }) => headline)
    expect(first).toHaveLength(11)
    expect(first).not.toContain('Story 7')
    await allow(house)
    const again = await bring(house, items)
    expect(again.counts.article).toMatchObject({ read: 12, imported: 1, unchanged: 11, updated: 0 })
    expect(again.counts.comment).toMatchObject({ read: 12, imported: 1, unchanged: 11, updated: 0 })
    expect(await house.db.selectFrom('people').select('name').execute()).toHaveLength(2)
    expect(await verifyLedger(house.db)).toMatchObject({ ok: true })
  }, 60_000)

  test('what each of many stories has is its own: comments, answers and their numbers, addresses, counts', async () => {
    await using house = await aHouse(engine)
    const day = (index: number) => `2024-05-${String((index % 28) + 1).padStart(2, '0')} 10:00:00`
    const items = Array.from({ length: 60 }, (_, index) => ({
      ...aStory(index + 1, { 'wp:post_date': day(index), 'wp:post_date_gmt': day(index) }),
      // Every story counts its comments from 1, as if they were of several sites.
      raw: [
        comment(3, `Last on ${index + 1}.`, { parent: 2 }),
        comment(1, `First on ${index + 1}.`),
        comment(2, `Second on ${index + 1}.`, { parent: 1 }),
      ].join(''),
    }))
    expect((await bring(house, items)).counts.comment).toMatchObject({ read: 180, imported: 180 })
    const rows = await house.db
      .selectFrom('comments')
      .innerJoin('articles', 'articles.id', 'comments.article_id')
      .leftJoin('comments as parent', 'parent.id', 'comments.parent_id')
      .select(['articles.slug', 'comments.words', 'parent.words as answered', 'articles.comment_count as count'])
      .execute()
    expect(rows).toHaveLength(180)
    for (const { slug, words, answered, count } of rows) {
      const story = slug.replace('story-', '')
      const [order = ''] = words.split(' ')
      const before = { First: null, Second: `First on ${story}.`, Last: `Second on ${story}.` }
      expect({ words, answered, count }).toEqual({
        words: `${order} on ${story}.`,
        answered: before[order as keyof typeof before],
        count: 3,
      })
    }
    expect(await house.db.selectFrom('comment_decisions').select('id').execute()).toHaveLength(180)
    const again = await bring(house, items)
    expect(again.counts.comment).toMatchObject({ unchanged: 180, imported: 0, updated: 0 })
    expect(again.counts.article).toMatchObject({ unchanged: 60, imported: 0, updated: 0 })
  }, 60_000)
})
