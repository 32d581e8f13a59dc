import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'

export type CommentState = 'held' | 'published' | 'rejected'

declare module '../kit/db/schema.ts' {
  interface Schema {
    comments: {
      id: Generated<number>
      public_id: string
      article_id: number
      parent_id: number | null
      reader_id: string | null
      address_id: number | null
      author_name: string
      words: string
      state: CommentState
      submitted_at: number
      /** Of the form pass it came with: the same form sent twice is one comment. */
      pass_hash: string | null
      /** Where it came from, as a hash under the house's key for networks, which is destroyed within two months. */
      network_hash: string | null
    }
    /**
     * One row per verdict; the newest is in force. Reasons are codes with details, kept for the author and for review.
     */
    comment_decisions: {
      id: Generated<number>
      comment_id: number
      verdict: CommentState
      actor: string
      reasons: string
      at: number
      /** Of a decision on many at once. */
      bulk_id: number | null
    }
    /** One act of staff on many comments that waited. */
    comment_bulks: {
      id: Generated<number>
      public_id: string
      actor: string
      reason: string
      at: number
      comments: number
    }
  }
}

export const conversationTables: Migration = {
  name: '070-conversation',
  up: (t) => [
    `create table comments (
      id ${t.id}, public_id ${t.text} not null unique, article_id ${t.ref} not null references articles (id),
      parent_id ${t.ref},
      reader_id ${t.text} references readers (id), address_id ${t.ref} references addresses (id),
      author_name ${t.text} not null, words ${t.text} not null,
      state ${t.text} not null check (state in ('held', 'published', 'rejected')), submitted_at ${t.time} not null,
      pass_hash ${t.text} unique,
      network_hash ${t.text},
      unique (id, article_id), foreign key (parent_id, article_id) references comments (id, article_id),
      check (parent_id is null or parent_id <> id)
    )${t.strict}`,
    // A conversation is read in its order, however much was rejected or waits between.
    `create index comments_of_article on comments (article_id, submitted_at, id) where state = 'published'`,
    `create index comments_held on comments (submitted_at, id) where state = 'held'`,
    // What was rejected is forgotten after its term, oldest first.
    `create index comments_rejected on comments (submitted_at, id) where state = 'rejected' and words <> ''`,
    // What waits of readers is counted with every comment that comes.
    `create index comments_held_of_reader on comments (reader_id) where state = 'held' and reader_id is not null`,
    `create index comments_held_of_network on comments (network_hash)
      where state = 'held' and network_hash is not null`,
    `create index comments_held_of_article on comments (article_id) where state = 'held' and reader_id is not null`,
    `create index comments_of_reader on comments (reader_id) where reader_id is not null`,
    `create index comments_of_address on comments (address_id) where address_id is not null`,
    `create index comments_of_parent on comments (parent_id) where parent_id is not null`,
    `create table comment_bulks (
      id ${t.id}, public_id ${t.text} not null unique, actor ${t.text} not null, reason ${t.text} not null,
      at ${t.time} not null, comments ${t.integer} not null check (comments >= 0)
    )${t.strict}`,
    `create table comment_decisions (
      id ${t.id}, comment_id ${t.ref} not null references comments (id),
      verdict ${t.text} not null check (verdict in ('held', 'published', 'rejected')),
      actor ${t.text} not null, reasons ${t.json} not null, at ${t.time} not null,
      bulk_id ${t.ref} references comment_bulks (id)
    )${t.strict}`,
    `create index decisions_of_bulk on comment_decisions (bulk_id, comment_id) where bulk_id is not null`,
    `create index decisions_of_comment on comment_decisions (comment_id, id)`,
  ],
}
