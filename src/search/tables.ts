import type { Migration } from '../kit/db/migrate.ts'

declare module '../kit/db/schema.ts' {
  interface Schema {
    /** What is indexed of which version. `place` orders stories by time and is the row's number in the index. */
    search_stories: { article_id: number; place: number; version: number }
    /** Every word that can be mistyped, written forwards and backwards, and about how many stories use it. */
    search_words: { word: string; backwards: string; length: number; uses: number }
  }
}

/** The words are ours (words.ts): both engines only split them at spaces. */
const splitting = `unicode61 remove_diacritics 0 categories ''L* N* M* Co''`

export const searchTables: Migration = {
  name: '090-search',
  up: (t) => [
    `create table search_stories (
      article_id ${t.ref} primary key references articles (id), place ${t.time} not null unique,
      version ${t.integer} not null
      ${t.engine === 'postgres' ? ', head_words tsvector not null, all_words tsvector not null' : ''}
    )${t.strict}`,
    ...(t.engine === 'sqlite'
      ? [
          `create virtual table search_index using fts5 (head, body, tags, content = '', contentless_delete = 1,
            tokenize = '${splitting}')`,
        ]
      : [
          // Out of the row, so that looking at many rows does not read many words.
          `alter table search_stories set (toast_tuple_target = 128)`,
          `create index search_stories_head on search_stories using gin (head_words)`,
          `create index search_stories_all on search_stories using gin (all_words)`,
        ]),
    `create table search_words (
      word ${t.text} primary key check (word <> ''), backwards ${t.text} not null, length ${t.integer} not null,
      uses ${t.integer} not null
    )${t.engine === 'sqlite' ? ' strict, without rowid' : ''}`,
    // Without the count: one more use of a word changes one row and no index.
    `create index search_words_forwards on search_words (length, word)`,
    `create index search_words_backwards on search_words (length, backwards, word)`,
    // A house that has stories already: the next round of the job takes them in.
    `insert into article_changes (article_id, changes) select id,
      1 from articles where state = 'published' on conflict do nothing`,
  ],
}
