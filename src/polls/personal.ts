import type { Tx } from '../kit/db/schema.ts'
import type { PersonalData } from '../readers/personal.ts'
import { newReaderId } from '../readers/readers.ts'

/**
 * A ballot tells what a reader thinks: it is shown to that reader alone, and an erasure leaves it counted and nobody's.
 */
export const pollsPersonal: PersonalData = {
  room: 'polls',
  columns: [
    { table: 'ballots', column: 'reader_id' },
    { table: 'ballots', column: 'prefix_hash' },
    { table: 'ballot_changes', column: 'reader_id' },
    { table: 'ballot_choices', column: 'reader_id' },
  ],
  async ofReader(db, readerId) {
    // From the polls to each one's key: a reader's ballots have no index of their own, which every vote would have to
    // keep.
    const rows = await db
      .selectFrom('polls')
      .innerJoin('ballots', (join) =>
        join.onRef('ballots.poll_id', '=', 'polls.id').on('ballots.reader_id', '=', readerId),
      )
      .innerJoin('ballot_choices', (join) =>
        join
          .onRef('ballot_choices.poll_id', '=', 'ballots.poll_id')
          .onRef('ballot_choices.reader_id', '=', 'ballots.reader_id'),
      )
      .innerJoin('poll_options', 'poll_options.id', 'ballot_choices.option_id')
      .select(['polls.question', 'ballots.receipt', 'ballots.cast_at as castAt', 'poll_options.label'])
      .orderBy('ballots.cast_at')
      .execute()
    return [...Map.groupBy(rows, ({ receipt }) => receipt).values()].flatMap(([first, ...more]) =>
      first === undefined
        ? []
        : [
            {
              question: first.question,
              choices: [first, ...more].map(({ label }) => label),
              receipt: first.receipt,
              castAt: first.castAt,
            },
          ],
    )
  },
  async erase(tx, readerId, at) {
    const ballots = await tx
      .selectFrom('polls')
      .innerJoin('ballots', (join) =>
        join.onRef('ballots.poll_id', '=', 'polls.id').on('ballots.reader_id', '=', readerId),
      )
      .select('polls.id as pollId')
      .execute()
    for (const { pollId } of ballots) await disown(tx, pollId, readerId, at)
  },
}

/**
 * Each ballot gets an owner of its own that is nobody, so that no two can be laid together. Its mark stays: the address
 * must not vote again.
 */
async function disown(tx: Tx, pollId: number, readerId: string, at: number): Promise<void> {
  const nobody = newReaderId()
  await tx.insertInto('readers').values({ id: nobody, first_seen_at: at }).execute()
  const choices = await tx
    .selectFrom('ballot_choices')
    .select('option_id')
    .where('poll_id', '=', pollId)
    .where('reader_id', '=', readerId)
    .execute()
  await tx.deleteFrom('ballot_changes').where('poll_id', '=', pollId).where('reader_id', '=', readerId).execute()
  await tx.deleteFrom('ballot_choices').where('poll_id', '=', pollId).where('reader_id', '=', readerId).execute()
  await tx
    .updateTable('ballots')
    .set({ reader_id: nobody, prefix_hash: null })
    .where('poll_id', '=', pollId)
    .where('reader_id', '=', readerId)
    .execute()
  await tx
    .insertInto('ballot_choices')
    .values(choices.map(({ option_id }) => ({ poll_id: pollId, reader_id: nobody, option_id })))
    .execute()
}
