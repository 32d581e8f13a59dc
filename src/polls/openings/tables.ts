import type { Migration } from '../../kit/db/migrate.ts'

declare module '../../kit/db/schema.ts' {
  interface Schema {
    /**
     * What a poll had when it was taken over from another system: counters without ballots, which nobody can recount.
     */
    poll_openings: {
      poll_id: number
      /** The system, in words. */
      origin: string
      voters: number
      /** The poll was closed there and nothing says when; this is what `closes_at` was set to. */
      assumed_close_at: number | null
      /** 1: what `[poll]` without a number showed there. */
      is_current: number
      taken_at: number
    }
    opening_votes: { poll_id: number; option_id: number; votes: number }
    /** As far as a log was kept there; `day` by that site's own clock. */
    opening_days: { poll_id: number; option_id: number; day: string; votes: number }
  }
}

export const pollOpeningsTables: Migration = {
  name: '061-poll-openings',
  up: (t) => [
    `create table poll_openings (
      poll_id ${t.ref} primary key references polls (id), origin ${t.text} not null check (origin <> ''),
      voters ${t.integer} not null check (voters >= 0), assumed_close_at ${t.time},
      ${t.flag('is_current')}, taken_at ${t.time} not null
    )${t.strict}`,
    `create unique index poll_openings_current on poll_openings (is_current) where is_current = 1`,
    `create table opening_votes (
      poll_id ${t.ref} not null references poll_openings (poll_id), option_id ${t.ref} not null,
      votes ${t.integer} not null check (votes >= 0), primary key (poll_id, option_id),
      foreign key (option_id, poll_id) references poll_options (id, poll_id)
    )${t.strict}`,
    `create table opening_days (
      poll_id ${t.ref} not null, option_id ${t.ref} not null, day ${t.text} not null check (length(day) = 10),
      votes ${t.integer} not null check (votes > 0), primary key (poll_id, option_id, day),
      foreign key (poll_id, option_id) references opening_votes (poll_id, option_id)
    )${t.strict}`,
  ],
}
