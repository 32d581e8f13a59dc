import sharp from 'sharp'
import type { OpenHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import type { Engine } from '../src/kit/db/schema.ts'
import { ensurePerson } from '../src/people/store.ts'
import { ensureTopic } from '../src/topics/store.ts'

const actor = { kind: 'operator', id: 'archive' } as const
/** A paper that publishes a hundred stories a day: an archive grows by years, not by busier days. */
const everyMs = 864_000
const [parts, writers, storiesOfPicture] = [12, 40, 10]
/** The story with the poll comes after the newest of the copies. */
const [askedSlug, askedLaterMs] = ['asked', 60_000]
const [bySlug, nobody] = [(number: number) => `part-${number}`, (number: number) => `writer-${number}`]

/** Where things are in a grown archive, the newest story last. `everything` is a topic of all stories. */
export type Archive = {
  lastAt: number
  path(number: number): string
  topic(number: number): string
  everything: string
  person(number: number): string
  parts: number
  writers: number
  month: string
}

/** `Archive.lastAt` of a house that was grown before. */
export async function lastOfArchive(house: OpenHouse): Promise<number> {
  const { at } = await house.db
    .selectFrom('articles')
    .select('published_at as at')
    .where('slug', '=', askedSlug)
    .executeTakeFirstOrThrow()
  return (at ?? 0) - askedLaterMs
}

/**
 * One story and one with an open poll go through the front door into a fresh house; the rest, up to `stories`, are
 * copies of the first one's rows, which `run` writes. Everything that the house counts agrees: `crier check` finds
 * nothing.
 */
export async function growArchive(house: OpenHouse, stories: number, run: (sql: string) => unknown): Promise<Archive> {
  const lastAt = house.clock.now() - 3_600_000
  const first = await house.write(actor, async (tx) => {
    const topics: number[] = []
    for (let number = 0; number < parts; number++)
      topics.push(await ensureTopic(tx, { name: `Part ${number}`, slug: bySlug(number) }, lastAt))
    const people: number[] = []
    for (let number = 0; number < writers; number++)
      people.push(await ensurePerson(tx, { name: `Writer ${number}`, slug: nobody(number) }, lastAt))
    return {
      topic: topics[0] ?? 0,
      person: people[0] ?? 0,
      everything: await ensureTopic(tx, { name: 'Everything', slug: 'everything' }, lastAt),
    }
  })
  const picture = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#457' } })
    .jpeg()
    .toBuffer()
  const words =
    'The harbour board met again and heard from pilots, crews and the ferry company before it adjourned without a vote.'
  const body =
    `${words}\n\n${words} ${words}\n\n` +
    ':::quote{speaker="Writer 1" capacity="member of the board"}\nWe shall meet again.\n:::\n\n' +
    `## What follows\n\n${words}`
  const told = (headline: string, slug: string, at: number, more: string) =>
    publishStory(house, actor, {
      source:
        `---\nheadline: ${headline}\nstandfirst: Pilots and crews disagree.\ntopics: [Part 0, Everything]\n` +
        'byline: Writer 0\npicture:\n  src: board.jpg\n  alt: A grey quay\n' +
        `published: ${new Date(at).toISOString()}\nslug: ${slug}\n---\n\n${body}\n${more}`,
      read: async () => picture,
    })
  await told('The board adjourns', 'first', lastAt - (stories - 1) * everyMs, '')
  await told(
    'The board asks its readers',
    askedSlug,
    lastAt + askedLaterMs,
    '\n:::poll{id=bridge question="When should the bridge open?"}\n- At noon\n- At dusk\n:::\n',
  )
  await house.queue.drain()
  await run(rowsOf(house.engine, { stories, lastAt, first }))
  return archiveOf(stories, lastAt)
}

/** A grown archive whose newest copy is of that time. */
export function archiveOf(stories: number, lastAt: number): Archive {
  const month = (number: number) => new Date(lastAt - (stories - number) * everyMs).toISOString().slice(0, 7)
  return {
    lastAt,
    parts,
    writers,
    path: (number) => `/${month(number).replace('-', '/')}/story-${number}`,
    topic: (number) => `/topics/${bySlug(number % parts)}`,
    everything: '/topics/everything',
    person: (number) => `/people/${nobody(number % writers)}`,
    month: `/-/archive/${month(stories).replace('-', '/')}`,
  }
}

type Ground = { stories: number; lastAt: number; first: { topic: number; person: number; everything: number } }

function rowsOf(engine: Engine, { stories, lastAt, first }: Ground): string {
  const at = `(${lastAt} - (${stories} - n) * ${everyMs})`
  const month =
    engine === 'sqlite'
      ? `strftime('%Y-%m', ${at} / 1000, 'unixepoch')`
      : `to_char(to_timestamp(${at} / 1000) at time zone 'UTC', 'YYYY-MM')`
  const version =
    'kicker, standfirst, teaser, call_to_comment, language, lead_alt, lead_caption, lead_credit, seo_title, ' +
    'seo_description, canonical, word_count, actor'
  const numbers = (name: string, from: number, to: number) =>
    `create temp table ${name} as with recursive s(n) as (select cast(${from} as bigint) ` +
    `union all select n + 1 from s where n < ${to}) select n from s where n <= ${to};`
  const own = engine === 'postgres' ? ['media', 'articles', 'polls'] : []
  const sequences = own.map(
    (table) => `select setval(pg_get_serial_sequence('${table}', 'id'), max(id)) from ${table};`,
  )
  return `begin;
    ${numbers('story', 3, stories)}
    ${numbers('picture', 2, Math.floor(stories / storiesOfPicture) + 1)}
    ${numbers('poll', 2, Math.floor(stories / 100) + 1)}
    insert into media (id, public_id, kind, sha256, storage_key, file_name, mime, bytes, width, height, created_at)
      select n, 'm' || n, kind, sha256 || n, storage_key, file_name, mime, bytes, width, height, created_at
        from media, picture where id = 1;
    insert into renditions (media_id, name, format, width, height, bytes, storage_key)
      select n, name, format, width, height, bytes, storage_key from renditions, picture where media_id = 1;
    insert into articles (id, public_id, kind, slug, path, state, published_version, main_topic_id, language,
      published_at, updated_at, archive_month, comments_open, comment_count, pinned, created_at, headline,
      headline_folded, changed_at)
      select n, 'p' || (1000000000 + n), kind, 'story-' || n, '/' || replace(${month}, '-', '/') || '/story-' || n,
        state, 1, ${first.topic} + n % ${parts}, language, ${at}, ${at}, ${month}, 1,
        case when n % 5 = 0 then 4 else 0 end, 0, ${at}, headline || ' for the ' || n || 'th time',
        headline_folded || ' for the ' || n || 'th time', ${at}
      from articles, story where id = 1;
    insert into article_versions (article_id, number, headline, ${version}, lead_media_id, created_at, shown_at,
      filing, document)
      select n, 1, headline || ' for the ' || n || 'th time', ${version}, n / ${storiesOfPicture} + 1, ${at}, ${at},
        filing, document from article_versions, story where article_id = 1;
    insert into article_topics (article_id, topic_id, position, published_at)
      select n, ${first.topic} + n % ${parts}, 0, ${at} from story union all select n, ${first.everything}, 1, ${at}
      from story;
    insert into article_authors (article_id, person_id, position, published_at)
      select n, ${first.person} + n % ${writers}, 0, ${at} from story;
    insert into quotes (article_id, block_id, person_id, words, capacity, published_at)
      select n, block_id, ${first.person} + n % ${writers}, words, capacity, ${at} from quotes, story
      where article_id = 1;
    insert into corrections (article_id, position, made_at, words) select n, 0, ${at}, 'The board has nine members.'
      from story where n % 50 = 0;
    insert into paths (path, kind, article_id, created_at) select path, 'article', id, published_at from articles
      where id > 2;
    insert into related_articles (article_id, related_id, rank) select n, case when n > 8 then n - k else n + k end, k
      from story, (select 1 as k union select 2 union select 3 union select 4) as near where n + 4 <= ${stories};
    insert into archive_months (month, stories) select archive_month, count(*) from articles where id > 2
      group by archive_month on conflict (month) do update set stories = archive_months.stories + excluded.stories;
    insert into comments (public_id, article_id, author_name, words, state, submitted_at)
      select 'c' || n || 'x' || k, n, 'Reader ' || k,
      'I was on the quay, and what the report leaves out is how long everybody waited.', 'published',
      ${at} + k * 60000
      from story, (select 1 as k union select 2 union select 3 union select 4) as reader where n % 5 = 0;
    insert into comment_decisions (comment_id, verdict, actor, reasons, at)
      select id, 'published', 'rule:trusted', '[]', submitted_at from comments;
    insert into polls (id, public_id, question, opens_at, closes_at, results, created_at)
      select n, 'q' || n, 'Is it time?', ${lastAt} - n * ${everyMs * 100}, ${lastAt} - n * ${everyMs * 100} + 3600000,
      'always', ${lastAt} from poll;
    insert into poll_options (poll_id, position, label) select n, k, 'Answer ' || k
      from poll, (select 1 as k union select 2) as answer;
    insert into tallies (poll_id, option_id, votes) select poll_id, id, 0 from poll_options where poll_id > 1;
    insert into poll_totals (poll_id, counted, set_aside) select n, 0, 0 from poll;
    insert into article_polls (poll, article_id) select 'q' || n, n * 100 from poll
      where n * 100 between 3 and ${stories};
    ${sequences.join(' ')}
    commit; analyze;`
}
