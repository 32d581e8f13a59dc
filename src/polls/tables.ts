import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'

export type ResultPolicy = 'always' | 'after-vote' | 'after-close' | 'staff'
export type BallotState = 'counted' | 'set-aside'

declare module '../kit/db/schema.ts' {
  interface Schema {
    polls: {
      id: Generated<number>
      public_id: string
      /** The name a story file gave it; unique in the house. */
      key: string | null
      wordpress_id: number | null
      question: string
      min_choices: number
      max_choices: number
      opens_at: number
      closes_at: number | null
      results: ResultPolicy
      rotates: number
      created_at: number
    }
    poll_options: { id: Generated<number>; poll_id: number; position: number; label: string }
    ballots: {
      poll_id: number
      reader_id: string
      state: BallotState
      receipt: string
      reasons: string
      prefix_hash: string | null
      key_id: string | null
      cast_at: number
    }
    ballot_choices: { poll_id: number; reader_id: string; option_id: number }
    /** Counted ballots only. */
    tallies: { poll_id: number; option_id: number; votes: number }
    poll_totals: { poll_id: number; counted: number; set_aside: number }
  }
}

export const pollsTables: Migration = {
  name: '060-polls',
  up: (t) => [
    `create table polls (
      id ${t.id}, public_id ${t.text} not null unique, key ${t.text} unique, wordpress_id ${t.integer} unique, question ${t.text} not null check (question <> ''),
      min_choices ${t.integer} not null default 1 check (min_choices >= 1), max_choices ${t.integer} not null default 1, opens_at ${t.time} not null, closes_at ${t.time},
      results ${t.text} not null default 'always' check (results in ('always', 'after-vote', 'after-close', 'staff')), ${t.flag('rotates')}, created_at ${t.time} not null,
      check (max_choices >= min_choices), check (closes_at is null or closes_at >= opens_at)
    )${t.strict}`,
    `create table poll_options (
      id ${t.id}, poll_id ${t.ref} not null references polls (id), position ${t.integer} not null, label ${t.text} not null check (label <> ''),
      unique (poll_id, position), unique (id, poll_id)
    )${t.strict}`,
    // One ballot per known reader, whatever the options: the key is the rule.
    `create table ballots (
      poll_id ${t.ref} not null references polls (id), reader_id ${t.text} not null references readers (id), state ${t.text} not null check (state in ('counted', 'set-aside')),
      receipt ${t.text} not null unique, reasons ${t.json} not null, prefix_hash ${t.text}, key_id ${t.text}, cast_at ${t.time} not null,
      primary key (poll_id, reader_id)
    )${t.strict}`,
    `create index ballots_by_reader on ballots (reader_id)`,
    `create table ballot_choices (
      poll_id ${t.ref} not null, reader_id ${t.text} not null, option_id ${t.ref} not null, primary key (poll_id, reader_id, option_id),
      foreign key (poll_id, reader_id) references ballots (poll_id, reader_id), foreign key (option_id, poll_id) references poll_options (id, poll_id)
    )${t.strict}`,
    `create table tallies (
      poll_id ${t.ref} not null, option_id ${t.ref} not null, votes ${t.integer} not null check (votes >= 0), primary key (poll_id, option_id),
      foreign key (option_id, poll_id) references poll_options (id, poll_id)
    )${t.strict}`,
    `create table poll_totals (
      poll_id ${t.ref} primary key references polls (id), counted ${t.integer} not null check (counted >= 0), set_aside ${t.integer} not null check (set_aside >= 0)
    )${t.strict}`,
  ],
}
