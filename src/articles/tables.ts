import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'

export const articleKinds = ['article', 'page'] as const
export type ArticleKind = (typeof articleKinds)[number]

/** `pending`: in review. `ready`: through it, and to be published. */
export const articleStates = [
  'draft',
  'pending',
  'ready',
  'scheduled',
  'private',
  'published',
  'withdrawn',
  'trashed',
] as const
export type ArticleState = (typeof articleStates)[number]

/** What was told of a published story: a fault put right, something made clear, something new, all of it taken back. */
export const correctionKinds = ['correction', 'clarification', 'update', 'retraction'] as const
export type CorrectionKind = (typeof correctionKinds)[number]

declare module '../kit/db/schema.ts' {
  interface Schema {
    articles: {
      id: Generated<number>
      public_id: string
      /** What feeds called it before it came here; a feed reader knows a story by it. */
      feed_id: string | null
      kind: ArticleKind
      slug: string
      /** The canonical path; a draft has none yet. */
      path: string | null
      state: ArticleState
      published_version: number | null
      main_topic_id: number | null
      /**
       * Of the published version, without its region: an edition of the site lists by it. Empty while nothing is
       * published.
       */
      language: Generated<string>
      published_at: number | null
      /** When readers were last given something new; not when a row was last touched. */
      updated_at: number | null
      /**
       * `2026-11` while lists show it: decided when it is published, on the publication's own clock, like its address.
       */
      archive_month: string | null
      comments_open: number
      /** Whatever the rules say, somebody looks at every comment first. */
      comments_held: Generated<number>
      comment_count: Generated<number>
      pinned: Generated<number>
      /** Grows with every save. */
      revision: Generated<number>
      /** The member who made it, or was given it. */
      owner_id: Generated<number | null>
      /** Nobody publishes it before then. */
      embargo_at: Generated<number | null>
      /** From then on it is withdrawn. */
      expires_at: Generated<number | null>
      /** Of the newest words that there are, published or not: what the newsroom's list shows. */
      headline: Generated<string>
      /** The same without what a search ignores (foldedHeadline). */
      headline_folded: Generated<string>
      /** When anything of it was last changed, its working copy included: the newsroom's list sorts by it. */
      changed_at: Generated<number>
      created_at: number
    }
    article_versions: {
      article_id: number
      number: number
      headline: string
      /** For small places; empty: the headline. */
      short_headline: Generated<string>
      kicker: string
      standfirst: string
      document: string
      teaser: string
      call_to_comment: string
      /** In place of the publisher's words about paid links; empty: those. */
      disclosure: Generated<string>
      language: string
      lead_media_id: number | null
      lead_alt: string
      lead_caption: string
      lead_credit: string
      seo_title: string
      seo_description: string
      canonical: string
      word_count: number
      actor: string
      created_at: number
      /** When readers first saw it; null while nobody has. */
      shown_at: number | null
      /** Slug, topics, byline and chosen stories of then (`Filing`). */
      filing: string
    }
    article_topics: { article_id: number; topic_id: number; position: number; published_at: number | null }
    article_authors: { article_id: number; person_id: number; position: number; published_at: number | null }
    quotes: {
      article_id: number
      block_id: string
      person_id: number
      words: string
      capacity: string
      translation: string
      source_name: string
      source_url: string
      said_on: string
      published_at: number | null
    }
    /** Which stories hold a poll, by the poll's public id. */
    article_polls: { poll: string; article_id: number }
    /** Which pictures and files a story has had, its polls' left out; `held` while its latest version has them. */
    article_media: { media_id: number; article_id: number; held: number }
    archive_months: { month: string; stories: number }
    /** `by_hand`: chosen by the newsroom, shown before those that were found. */
    related_articles: { article_id: number; related_id: number; rank: number; by_hand: Generated<number> }
    corrections: {
      id: Generated<number>
      article_id: number
      position: number
      kind: Generated<CorrectionKind>
      made_at: number
      words: string
    }
    /** Whose words have changed for readers since the search index last looked, and how often. */
    article_changes: { article_id: number; changes: number }
    /** Stories with the same key tell the same in different languages. */
    article_translations: { article_id: number; translation_key: string; language: string }
    /**
     * Every public path of the product, query forms like `/?p=12` included. A redirect with an article leads to
     * wherever that article is.
     */
    paths: {
      path: string
      kind: 'article' | 'topic' | 'person' | 'media' | 'redirect' | 'gone'
      article_id: number | null
      topic_id: number | null
      person_id: number | null
      media_id: number | null
      target: string | null
      created_at: number
    }
  }
}

const quotedList = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')

const publishedVersionKey =
  'foreign key (id, published_version) references article_versions (article_id, number) deferrable initially deferred'

export const articlesTables: Migration = {
  name: '050-articles',
  up: (t) => [
    `create table articles (
      id ${t.id}, public_id ${t.text} not null unique, feed_id ${t.text} unique,
      kind ${t.text} not null check (kind in ('article', 'page')), slug ${t.text} not null, path ${t.text} unique,
      state ${t.text} not null check (state in (${quotedList(articleStates)})),
      published_version ${t.integer}, main_topic_id ${t.ref} references topics (id),
      language ${t.text} not null default '', published_at ${t.time}, updated_at ${t.time},
      archive_month ${t.text},
      ${t.flag('comments_open')}, ${t.flag('comments_held')}, owner_id ${t.ref} references members (id),
      embargo_at ${t.time}, expires_at ${t.time},
      headline ${t.text} not null default '', headline_folded ${t.text} not null default '',
      changed_at ${t.time} not null default 0, comment_count ${t.integer} not null default 0 check (comment_count >= 0),
      ${t.flag('pinned')}, revision ${t.integer} not null default 0, created_at ${t.time} not null,
      check (state <> 'published' or (path is not null and published_version is not null
        and published_at is not null and updated_at is not null))
      ${t.engine === 'sqlite' ? `, ${publishedVersionKey}` : ''}
    )${t.strict}`,
    // The document comes last: what lists read then lies before it, and its pages are not walked for a headline.
    `create table article_versions (
      article_id ${t.ref} not null references articles (id), number ${t.integer} not null check (number > 0),
      headline ${t.text} not null, short_headline ${t.text} not null default '',
      kicker ${t.text} not null default '', disclosure ${t.text} not null default '',
      standfirst ${t.text} not null default '', teaser ${t.text} not null default '',
      call_to_comment ${t.text} not null default '',
      language ${t.text} not null, lead_media_id ${t.ref} references media (id),
      lead_alt ${t.text} not null default '', lead_caption ${t.text} not null default '',
      lead_credit ${t.text} not null default '', seo_title ${t.text} not null default '',
      seo_description ${t.text} not null default '', canonical ${t.text} not null default '',
      word_count ${t.integer} not null default 0, actor ${t.text} not null, created_at ${t.time} not null,
      shown_at ${t.time}, filing ${t.json} not null,
      document ${t.json} not null, primary key (article_id, number)
    )${t.strict}`,
    ...(t.engine === 'postgres'
      ? [
          `alter table articles add foreign key (id, published_version) references article_versions (article_id,
            number) deferrable initially deferred`,
        ]
      : []),
    `create index articles_newest on articles (kind, published_at desc, id desc) where state = 'published'`,
    `create index articles_of_month on articles (archive_month, published_at desc,
      id desc) where archive_month is not null`,
    // How many stories a month has: counted as they come and go, since counting a million takes a twentieth of a
    // second.
    `create table archive_months (
      month ${t.text} primary key, stories ${t.integer} not null check (stories >= 0)
    )${t.strict}`,
    `create index articles_of_language on articles (language, kind, published_at desc,
      id desc) where state = 'published'`,
    `create index articles_by_slug on articles (slug)`,
    // The newsroom's list, and what is searched for in it: the index holds all that a search looks at.
    `create index articles_by_change on articles (changed_at desc, id desc, headline_folded, kind,
      language)`,
    `create index articles_of_state on articles (state, changed_at desc, id desc, headline_folded)`,
    `create index articles_of_owner on articles (owner_id, changed_at desc) where owner_id is not null`,
    `create index articles_by_state on articles (state, id, updated_at)`,
    `create index versions_by_lead on article_versions (lead_media_id) where lead_media_id is not null`,
    // published_at stands here again (null while not public), so that a topic's page reads its newest without sorting
    // all.
    `create table article_topics (
      article_id ${t.ref} not null references articles (id), topic_id ${t.ref} not null references topics (id),
      position ${t.integer} not null, published_at ${t.time},
      primary key (article_id, topic_id)
    )${t.strict}`,
    // Also of those that are not public.
    `create index article_topics_of_topic on article_topics (topic_id, article_id)`,
    `create index article_topics_newest on article_topics (topic_id, published_at desc,
      article_id desc) where published_at is not null`,
    `create table article_authors (
      article_id ${t.ref} not null references articles (id), person_id ${t.ref} not null references people (id),
      position ${t.integer} not null, published_at ${t.time},
      primary key (article_id, person_id)
    )${t.strict}`,
    `create index article_authors_of_person on article_authors (person_id, article_id)`,
    `create index article_authors_newest on article_authors (person_id, published_at desc,
      article_id desc) where published_at is not null`,
    `create table quotes (
      article_id ${t.ref} not null references articles (id), block_id ${t.text} not null,
      person_id ${t.ref} not null references people (id), words ${t.text} not null,
      capacity ${t.text} not null default '', translation ${t.text} not null default '',
      source_name ${t.text} not null default '', source_url ${t.text} not null default '',
      said_on ${t.text} not null default '', published_at ${t.time}, primary key (article_id, block_id)
    )${t.strict}`,
    `create index quotes_newest on quotes (person_id, published_at desc) where published_at is not null`,
    // What was wrong and was put right, for as long as the story stands.
    `create table corrections (
      id ${t.id}, article_id ${t.ref} not null references articles (id), position ${t.integer} not null,
      kind ${t.text} not null default 'correction' check (kind in (${quotedList(correctionKinds)})),
      made_at ${t.time} not null, words ${t.text} not null check (words <> ''),
      unique (article_id, position)
    )${t.strict}`,
    `create index corrections_newest on corrections (made_at desc, id desc)`,
    `create table article_polls (
      poll ${t.text} not null, article_id ${t.ref} not null references articles (id), primary key (poll, article_id)
    )${t.strict}`,
    `create table article_media (
      media_id ${t.ref} not null references media (id), article_id ${t.ref} not null references articles (id),
      ${t.flag('held')}, primary key (media_id, article_id)
    )${t.strict}`,
    `create index article_media_of_article on article_media (article_id)`,
    `create index article_polls_of_article on article_polls (article_id)`,
    `create table related_articles (
      article_id ${t.ref} not null references articles (id), related_id ${t.ref} not null references articles (id),
      rank ${t.integer} not null, ${t.flag('by_hand')},
      primary key (article_id, related_id), check (article_id <> related_id)
    )${t.strict}`,
    `create index related_articles_to on related_articles (related_id)`,
    `create table article_changes (
      article_id ${t.ref} primary key references articles (id), changes ${t.integer} not null check (changes > 0)
    )${t.strict}`,
    // One story of a language under each key.
    `create table article_translations (
      translation_key ${t.text} not null, language ${t.text} not null,
      article_id ${t.ref} not null unique references articles (id), primary key (translation_key, language)
    )${t.strict}`,
    `create table paths (
      path ${t.text} primary key check (path like '/%'), kind ${t.text} not null,
      article_id ${t.ref} references articles (id), topic_id ${t.ref} references topics (id),
      person_id ${t.ref} references people (id), media_id ${t.ref} references media (id), target ${t.text},
      created_at ${t.time} not null,
      check ((kind = 'article' and article_id is not null) or (kind = 'topic' and topic_id is not null)
        or (kind = 'person' and person_id is not null)
        or (kind = 'media' and media_id is not null)
        or (kind = 'redirect' and target is not null and target <> path) or kind = 'gone')
    )${t.strict}`,
    `create index paths_of_article on paths (article_id) where article_id is not null`,
    `create index paths_of_topic on paths (topic_id) where topic_id is not null`,
    `create index paths_of_person on paths (person_id) where person_id is not null`,
  ],
}
