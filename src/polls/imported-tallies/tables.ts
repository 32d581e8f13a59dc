import type { Migration } from '../../kit/db/migrate.ts'

declare module '../../kit/db/schema.ts' {
  interface Schema {
    /**
     * What a poll had when it was imported from another system: counters without ballots, which nobody can recount.
     */
    imported_tallies: {
      poll_id: number
      /** The system, in words. */
      origin: string
      voters: number
      /** The poll was closed there and nothing says when; this is what `closes_at` was set to. */
      assumed_close_at: number | null
      /** 1: what `[poll]` without a number showed there. */
      is_current: number
      imported_at: number
    }
    imported_votes: { poll_id: number; option_id: number; votes: number }
    /** As far as a log was kept there; `day` by that site's own clock. */
    imported_days: { poll_id: number; option_id: number; day: string; votes: number }
  }
}

export const importedTallyTables: Migration = {
  name: '061-imported-tallies',
  up: (t) => [
    `create table imported_tallies (
      poll_id ${t.ref} primary key references polls (id), origin ${t.text} not null check (origin <> ''),
      voters ${t.integer} not null check (voters >= 0), assumed_close_at ${t.time},
      ${t.flag('is_current')}, imported_at ${t.time} not null
    )${t.strict}`,
    `create unique index imported_tallies_current on imported_tallies (is_current) where is_current = 1`,
    `create table imported_votes (
      poll_id ${t.ref} not null references imported_tallies (poll_id), option_id ${t.ref} not null,
      votes ${t.integer} not null check (votes >= 0), primary key (poll_id, option_id),
      foreign key (option_id, poll_id) references poll_options (id, poll_id)
    )${t.strict}`,
    `create table imported_days (
      poll_id ${t.ref} not null, option_id ${t.ref} not null, day ${t.text} not null check (length(day) = 10),
      votes ${t.integer} not null check (votes > 0), primary key (poll_id, option_id, day),
      foreign key (poll_id, option_id) references imported_votes (poll_id, option_id)
    )${t.strict}`,
  ],
}
