import { sql } from 'kysely'
import type { Check } from '../kit/checks.ts'

export const pollChecks: Check[] = [
  {
    name: 'the tally of every option is the number of counted ballots that chose it',
    async run(db) {
      const recount = db
        .selectFrom('ballot_choices')
        .innerJoin('ballots', (join) =>
          join
            .onRef('ballots.poll_id', '=', 'ballot_choices.poll_id')
            .onRef('ballots.reader_id', '=', 'ballot_choices.reader_id'),
        )
        .select([
          'ballot_choices.option_id as optionId',
          sql<number>`count(*)`.as('votes'),
          sql<number>`sum(ballots.confirmed)`.as('confirmed'),
        ])
        .where('ballots.state', '=', 'counted')
        .groupBy('ballot_choices.option_id')
        .as('recount')
      const rows = await db
        .selectFrom('poll_options')
        .leftJoin('tallies', (join) =>
          join.onRef('tallies.poll_id', '=', 'poll_options.poll_id').onRef('tallies.option_id', '=', 'poll_options.id'),
        )
        .leftJoin(recount, 'recount.optionId', 'poll_options.id')
        .select([
          'poll_options.poll_id as pollId',
          'poll_options.label',
          'tallies.votes as tally',
          sql<number>`coalesce(recount.votes, 0)`.as('votes'),
        ])
        .where(
          sql<boolean>`tallies.votes is distinct from coalesce(recount.votes, 0)
            or tallies.confirmed is distinct from coalesce(recount.confirmed, 0)`,
        )
        .execute()
      return rows.map(
        ({ pollId, label, tally, votes }) =>
          `poll ${pollId}, "${label}": the tally says ${tally ?? 'nothing'}, the ballots say ${votes}`,
      )
    },
  },
  {
    name: 'the totals of every poll are the numbers of its ballots',
    async run(db) {
      const recount = db
        .selectFrom('ballots')
        .select([
          'poll_id as pollId',
          sql<number>`sum(case when state = 'counted' then 1 else 0 end)`.as('counted'),
          sql<number>`sum(case when state = 'set-aside' then 1 else 0 end)`.as('setAside'),
        ])
        .groupBy('poll_id')
        .as('recount')
      const rows = await db
        .selectFrom('polls')
        .leftJoin('poll_totals', 'poll_totals.poll_id', 'polls.id')
        .leftJoin(recount, 'recount.pollId', 'polls.id')
        .select([
          'polls.id',
          'poll_totals.counted as countedTotal',
          'poll_totals.set_aside as setAsideTotal',
          sql<number>`coalesce(recount.counted, 0)`.as('counted'),
          sql<number>`coalesce(recount."setAside", 0)`.as('setAside'),
        ])
        .where(
          sql<boolean>`poll_totals.counted is distinct from coalesce(recount.counted, 0)
            or poll_totals.set_aside is distinct from coalesce(recount."setAside", 0)`,
        )
        .execute()
      return rows.map(
        ({ id, countedTotal, setAsideTotal, counted, setAside }) =>
          `poll ${id}: the totals say ${countedTotal ?? 'nothing'} counted ` +
          `and ${setAsideTotal ?? 'nothing'} set aside, the ballots say ${counted} and ${setAside}`,
      )
    },
  },
  {
    name: 'the ten minutes of every poll add up to its ballots and its tallies',
    async run(db) {
      const sums = db
        .selectFrom('poll_windows')
        .select([
          'poll_id as pollId',
          'option_id as optionId',
          sql<number>`sum(ballots)`.as('ballots'),
          sql<number>`sum(counted)`.as('counted'),
        ])
        .groupBy(['poll_id', 'option_id'])
        .as('sums')
      const whole = await db
        .selectFrom('poll_totals')
        .leftJoin(sums, (join) => join.onRef('sums.pollId', '=', 'poll_totals.poll_id').on('sums.optionId', '=', 0))
        .select(['poll_totals.poll_id as pollId'])
        .where(
          sql<boolean>`coalesce(sums.ballots, 0) <> poll_totals.counted + poll_totals.set_aside
            or coalesce(sums.counted, 0) <> poll_totals.counted`,
        )
        .execute()
      const options = await db
        .selectFrom('tallies')
        .leftJoin(sums, (join) =>
          join.onRef('sums.pollId', '=', 'tallies.poll_id').onRef('sums.optionId', '=', 'tallies.option_id'),
        )
        .select(['tallies.poll_id as pollId'])
        .where(sql<boolean>`coalesce(sums.counted, 0) <> tallies.votes`)
        .execute()
      return [...new Set([...whole, ...options].map(({ pollId }) => pollId))].map(
        (pollId) => `poll ${pollId}: its hours do not add up to its ballots`,
      )
    },
  },
  {
    name: 'every ballot has as many choices as its poll allows',
    async run(db) {
      const rows = await db
        .selectFrom('ballots')
        .innerJoin('polls', 'polls.id', 'ballots.poll_id')
        .leftJoin('ballot_choices', (join) =>
          join
            .onRef('ballot_choices.poll_id', '=', 'ballots.poll_id')
            .onRef('ballot_choices.reader_id', '=', 'ballots.reader_id'),
        )
        .select([
          'ballots.poll_id as pollId',
          'ballots.receipt',
          sql<number>`count(ballot_choices.option_id)`.as('choices'),
        ])
        .groupBy(['ballots.poll_id', 'ballots.receipt', 'ballots.reader_id', 'polls.max_choices'])
        .having(
          sql<boolean>`count(ballot_choices.option_id) < 1 or count(ballot_choices.option_id) > polls.max_choices`,
        )
        .execute()
      return rows.map(({ pollId, receipt, choices }) => `poll ${pollId}, ballot ${receipt}: ${choices} choices`)
    },
  },
]
