import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'
import type { ConflictCode } from './conflicts.ts'

/**
 * How an update came about: somebody typed, an outside change was merged, lost words were put back. An empty one means
 * that the copy was published, or that nothing of an outside change could be merged.
 */
export type UpdateKind = 'typed' | 'merged' | 'put-back' | 'published'

declare module '../kit/db/schema.ts' {
  interface Schema {
    /** What the newsroom writes of a story before publication: a Yjs document, as its folded updates. */
    working_copies: {
      article_id: number
      /** Different for each copy a story has had: browsers never mix the words of two copies. */
      generation: number
      /** The schema version of its nodes (nodes.ts). */
      schema_version: number
      /** The newest update's number; numbers have no gaps. */
      seq: number
      /** All updates up to `state_seq`, folded together. */
      state: Uint8Array
      state_seq: number
      /** Bytes of `state` and of all updates not in it. */
      bytes: number
      /** The story's content whose changes are already in here: its newest version, its revision, and all of it. */
      base_version: number
      base_revision: number
      base: string
      /** For lists, which do not open the document. */
      headline: string
      word_count: number
      /** The update these two reflect, and up to which lost words have been put back. */
      settled_seq: number
      created_at: number
      updated_at: number
      /** The actor who wrote in it last. */
      updated_by: string
    }
    working_copy_updates: {
      article_id: number
      seq: number
      kind: UpdateKind
      bytes: Uint8Array
      /** The actor whose connection sent it. */
      actor: string
      at: number
    }
    /** Words typed into something that somebody else deleted at the same time (rescue.ts): each is put back once. */
    working_copy_rescues: {
      article_id: number
      /** The Yjs client and the first letter's clock. */
      client: number
      clock: number
      length: number
      /** The block or field; null if nothing of it is left. */
      block_id: string | null
      words: string
      at: number
    }
    /** Conflicts of an outside change with the newsroom's own, whose words stay (conflicts.ts). */
    working_copy_conflicts: {
      id: Generated<number>
      article_id: number
      /** The version of the story that made the change. */
      version: number
      block_id: string | null
      field: string
      conflict: ConflictCode
      before_both: string
      ours: string
      theirs: string
      at: number
    }
  }
}

export const workingCopiesTables: Migration = {
  name: '100-working-copies',
  up: (t) => [
    `create table working_copies (
      article_id ${t.ref} primary key references articles (id), generation ${t.integer} not null,
      schema_version ${t.integer} not null, seq ${t.integer} not null default 0,
      state_seq ${t.integer} not null default 0, bytes ${t.integer} not null check (bytes >= 0),
      base_version ${t.integer} not null, base_revision ${t.integer} not null,
      headline ${t.text} not null default '', word_count ${t.integer} not null default 0,
      settled_seq ${t.integer} not null default 0,
      created_at ${t.time} not null, updated_at ${t.time} not null, updated_by ${t.text} not null,
      base ${t.json} not null, state ${t.bytes} not null,
      check (state_seq <= seq and settled_seq <= seq)
    )${t.strict}`,
    `create index working_copies_newest on working_copies (updated_at desc, article_id desc)`,
    `create table working_copy_updates (
      article_id ${t.ref} not null references working_copies (article_id), seq ${t.integer} not null,
      kind ${t.text} not null check (kind in ('typed', 'merged', 'put-back', 'published')),
      actor ${t.text} not null, at ${t.time} not null, bytes ${t.bytes} not null,
      primary key (article_id, seq)
    )${t.keyed}`,
    `create index working_copy_updates_by_time on working_copy_updates (at)`,
    `create table working_copy_rescues (
      article_id ${t.ref} not null references working_copies (article_id), client ${t.integer} not null,
      clock ${t.integer} not null, length ${t.integer} not null check (length > 0), block_id ${t.text},
      words ${t.text} not null, at ${t.time} not null, primary key (article_id, client, clock)
    )${t.keyed}`,
    `create table working_copy_conflicts (
      id ${t.id}, article_id ${t.ref} not null references working_copies (article_id), version ${t.integer} not null,
      block_id ${t.text}, field ${t.text} not null, conflict ${t.text} not null
        check (conflict in ('words', 'marks', 'value', 'removed-here', 'removed-outside', 'kind')),
      before_both ${t.text} not null, ours ${t.text} not null, theirs ${t.text} not null, at ${t.time} not null
    )${t.strict}`,
    `create index working_copy_conflicts_of on working_copy_conflicts (article_id, id)`,
  ],
}
