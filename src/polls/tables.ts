import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'
import { maxChanges, type BallotState, type Electorate, type ResultPolicy } from './poll.ts'

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
      /** Results are shown from so many counted ballots on. */
      hidden_until: Generated<number>
      rotates: number
      /** Whether a reader may change their vote while the poll is open. */
      may_change: Generated<number>
      who: Generated<Electorate>
      /** Settings of the rules that differ from the house's (rules.ts), as JSON. */
      rules: Generated<string>
      /** One more with each change of its words or rules: who changes it says which one they have seen. */
      revision: Generated<number>
      created_at: number
    }
    poll_options: {
      id: Generated<number>
      poll_id: number
      position: number
      label: string
      media_id: Generated<number | null>
      alt: Generated<string>
    }
    /**
     * What networks and addresses are hashed with, one for each poll; `material` is emptied 30 days after the close.
     */
    poll_keys: { poll_id: number; material: Uint8Array | null; made_at: number; destroyed_at: number | null }
    /** Of a poll for listed readers: their addresses, as the house hashes them. */
    poll_voters: { poll_id: number; address_hash: string }
    /** What changed after the opening, in words, for the certificate. The ledger knows who did it. */
    poll_changes: { id: Generated<number>; poll_id: number; at: number; what: string; was: string; became: string }
    ballots: {
      poll_id: number
      reader_id: string
      state: BallotState
      /** Of `state`: the rules, or staff, whom no rule overrules. */
      decided_by: Generated<'rules' | 'staff'>
      receipt: string
      reasons: string
      /** Whether the reader had a confirmed address. */
      confirmed: Generated<number>
      /** The address, hashed with the poll's key: one address has one ballot, whatever browsers it is confirmed in. */
      voter_mark: string | null
      prefix_hash: string | null
      /** How many ballots of its network came before it. */
      network_rank: number | null
      has_pass: number | null
      cast_at: number
      changed_at: number | null
    }
    ballot_choices: { poll_id: number; reader_id: string; option_id: number }
    /** What a ballot said before it was changed. */
    ballot_changes: { poll_id: number; reader_id: string; number: number; was: string; at: number }
    /** Counted ballots only. */
    tallies: { poll_id: number; option_id: number; votes: number; confirmed: Generated<number> }
    poll_totals: {
      poll_id: number
      counted: number
      set_aside: number
      confirmed: Generated<number>
      changed: Generated<number>
    }
    /** Ballots of each ten minutes: option 0 stands for the ballots, any other for its votes. */
    poll_windows: { poll_id: number; starts_at: number; option_id: number; ballots: number; counted: number }
    /** Ballots of each network. */
    poll_networks: { poll_id: number; prefix_hash: string; ballots: number }
  }
}

export const pollsTables: Migration = {
  name: '060-polls',
  up: (t) => [
    `create table polls (
      id ${t.id}, public_id ${t.text} not null unique, key ${t.text} unique, wordpress_id ${t.integer} unique,
      question ${t.text} not null check (question <> ''),
      min_choices ${t.integer} not null default 1 check (min_choices >= 1),
      max_choices ${t.integer} not null default 1, opens_at ${t.time} not null, closes_at ${t.time},
      results ${t.text} not null default 'always' check (results in ('always', 'after-vote', 'after-close', 'staff')),
      hidden_until ${t.integer} not null default 0 check (hidden_until >= 0),
      ${t.flag('rotates')}, ${t.flag('may_change')}, who ${t.text} not null default 'anyone' check (who in ('anyone',
      'confirmed', 'list')), rules ${t.json} not null default '{}',
      revision ${t.integer} not null default 1 check (revision >= 1),
      created_at ${t.time} not null, check (max_choices >= min_choices),
      check (closes_at is null or closes_at >= opens_at)
    )${t.strict}`,
    `create index polls_by_opening on polls (opens_at, id)`,
    // What is open now is found without a look at what has closed.
    `create index polls_by_close on polls (closes_at) where closes_at is not null`,
    `create index polls_endless on polls (opens_at, id) where closes_at is null`,
    `create table poll_options (
      id ${t.id}, poll_id ${t.ref} not null references polls (id), position ${t.integer} not null,
      label ${t.text} not null check (label <> ''),
      media_id ${t.ref} references media (id), alt ${t.text} not null default '',
      check ((media_id is null) = (alt = '')), unique (poll_id, position), unique (id, poll_id)
    )${t.strict}`,
    `create index poll_options_by_media on poll_options (media_id) where media_id is not null`,
    `create table poll_keys (
      poll_id ${t.ref} primary key references polls (id), material ${t.bytes}, made_at ${t.time} not null,
      destroyed_at ${t.time}, check ((material is null) = (destroyed_at is not null))
    )${t.strict}`,
    `create table poll_voters (
      poll_id ${t.ref} not null references polls (id), address_hash ${t.text} not null, primary key (poll_id,
      address_hash)
    )${t.keyed}`,
    `create table poll_changes (
      id ${t.id}, poll_id ${t.ref} not null references polls (id), at ${t.time} not null, what ${t.text} not null,
      was ${t.text} not null, became ${t.text} not null
    )${t.strict}`,
    `create index poll_changes_by_poll on poll_changes (poll_id, id)`,
    // One ballot per known reader, whatever the options: the key is the rule. A receipt has 80 random bits and needs no
    // index.
    `create table ballots (
      poll_id ${t.ref} not null references polls (id), reader_id ${t.text} not null references readers (id),
      state ${t.text} not null check (state in ('counted', 'set-aside')),
      decided_by ${t.text} not null default 'rules' check (decided_by in ('rules', 'staff')),
      receipt ${t.text} not null, reasons ${t.json} not null, ${t.flag('confirmed')}, voter_mark ${t.text},
      prefix_hash ${t.text}, network_rank ${t.integer}, has_pass ${t.integer} check (has_pass in (0, 1)),
      cast_at ${t.time} not null, changed_at ${t.time},
      primary key (poll_id, reader_id)
    )${t.keyed}`,
    `create unique index ballots_by_mark on ballots (poll_id, voter_mark) where voter_mark is not null`,
    // The condition always holds, and keeps PostgreSQL's checks of foreign keys to the primary key: planned for an
    // empty table, they took this index, and walked the poll with every ballot until the next ANALYZE.
    `create index ballots_by_time on ballots (poll_id, cast_at) where cast_at is not null`,
    `create index ballots_set_aside on ballots (poll_id, cast_at) where state = 'set-aside'`,
    // By reason, so that a certificate counts them without a look at the ballots that count.
    `create index ballots_set_aside_by on ballots (poll_id, reasons) where state = 'set-aside'`,
    `create table ballot_choices (
      poll_id ${t.ref} not null, reader_id ${t.text} not null, option_id ${t.ref} not null, primary key (poll_id,
      reader_id, option_id),
      foreign key (poll_id, reader_id) references ballots (poll_id, reader_id), foreign key (option_id,
      poll_id) references poll_options (id, poll_id)
    )${t.keyed}`,
    `create table ballot_changes (
      poll_id ${t.ref} not null, reader_id ${t.text} not null, was ${t.json} not null,
      number ${t.integer} not null check (number between 1 and ${maxChanges}), at ${t.time} not null,
      primary key (poll_id, reader_id, number),
      foreign key (poll_id, reader_id) references ballots (poll_id, reader_id)
    )${t.keyed}`,
    `create table tallies (
      poll_id ${t.ref} not null, option_id ${t.ref} not null, votes ${t.integer} not null check (votes >= 0),
      confirmed ${t.integer} not null default 0 check (confirmed between 0 and votes),
      primary key (poll_id, option_id), foreign key (option_id, poll_id) references poll_options (id, poll_id)
    )${t.strict}`,
    `create table poll_totals (
      poll_id ${t.ref} primary key references polls (id), counted ${t.integer} not null check (counted >= 0),
      set_aside ${t.integer} not null check (set_aside >= 0),
      confirmed ${t.integer} not null default 0 check (confirmed between 0 and counted),
      changed ${t.integer} not null default 0 check (changed >= 0)
    )${t.strict}`,
    `create table poll_windows (
      poll_id ${t.ref} not null references polls (id), starts_at ${t.time} not null, option_id ${t.ref} not null,
      ballots ${t.integer} not null, counted ${t.integer} not null check (counted between 0 and ballots),
      primary key (poll_id, starts_at, option_id)
    )${t.keyed}`,
    `create table poll_networks (
      poll_id ${t.ref} not null references polls (id), prefix_hash ${t.text} not null, ballots ${t.integer} not null,
      primary key (poll_id, prefix_hash)
    )${t.keyed}`,
  ],
}
