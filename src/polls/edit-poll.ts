import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, isFailure, orFailure, TakenBack, type Failure } from '../kit/outcome.ts'
import { assertCan } from '../staff/acts.ts'
import { updatePollIn } from './deeds.ts'
import { insertChanges, rewordOption } from './editing-store.ts'
import { noSuchPoll } from './no-such-poll.ts'
import { tidyWords, type OptionPicture, type Poll, type PollDefinition } from './poll.ts'
import { hasBallots, heldPoll, pollIdByPublicId } from './store.ts'

export type PollEdit = Partial<Omit<PollDefinition, 'options' | 'pictures'>> & {
  /** Other words for an option, by its number from 1: the option keeps its votes. */
  reword?: { number: number; label: string }[]
  add?: string[]
  /** Another picture for an option, or none, by its number from 1; what is added counts on. */
  picture?: { number: number; picture: OptionPicture | null }[]
}

export type PollEdited = { outcome: 'updated' | 'unchanged'; warnings: string[] } | Failure

/**
 * Changes a poll. After the first vote words may still be mended; that is a warning here and a line in the certificate.
 */
export async function editPoll(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { publicId, edit }: { publicId: string; edit: PollEdit },
): Promise<PollEdited> {
  assertCan(actor, 'poll.edit')
  const at = house.clock.now()
  const { reword = [], add = [], picture = [], ...fields } = edit
  return orFailure(
    house.write(actor, async (tx): Promise<PollEdited> => {
      const id = await pollIdByPublicId(tx, publicId)
      const poll = id === undefined ? undefined : await heldPoll(tx, id)
      if (poll === undefined) return noSuchPoll(publicId)
      const unknown = [
        ...reword.filter(({ number }) => poll.options[number - 1] === undefined),
        ...picture.filter(({ number }) => number < 1 || number > poll.options.length + add.length),
      ]
      if (unknown.length > 0)
        return failed('invalid', unknown.map(({ number }) => `there is no option ${number}`).join('; '))
      const voted = await hasBallots(tx, poll.id)
      const options = poll.options.map(({ label }) => label)
      let isReworded = false
      for (const { number, label } of reword) {
        const [option, words] = [poll.options[number - 1], tidyWords(label)]
        if (option === undefined || option.label === words || words === '') continue
        await rewordOption(tx, option.id, words)
        options[number - 1] = words
        isReworded = true
        if (poll.opensAt <= at)
          await insertChanges(tx, poll.id, [{ what: 'option', was: option.label, became: words }], at)
        await recordDeed(tx, {
          deed: 'poll.reword',
          subject: `poll:${poll.id}`,
          detail: { was: option.label, became: words },
          at,
        })
      }
      const saved = await updatePollIn(
        tx,
        { id: poll.id, publicId },
        {
          ...poll,
          ...fields,
          options: [...options, ...add],
          pictures: [...options, ...add].map((_, index) => picture.find(({ number }) => number === index + 1)?.picture),
        },
        at,
        isReworded,
      )
      // What was reworded before goes back too.
      if (isFailure(saved)) throw new TakenBack(saved)
      const isUnchanged = saved.outcome === 'unchanged' && !isReworded
      return {
        outcome: isUnchanged ? 'unchanged' : 'updated',
        warnings: isUnchanged || !voted ? [] : warningsOf(poll, edit),
      }
    }),
  )
}

function warningsOf(poll: Poll, { question, reword, add }: PollEdit): string[] {
  const voted = 'Readers have voted already'
  return [
    ...(question !== undefined && question !== poll.question
      ? [`${voted}: they answered other words of the question. The certificate shows both.`]
      : []),
    ...(reword !== undefined && reword.length > 0
      ? [`${voted}: some chose an option in other words. The certificate shows both.`]
      : []),
    ...(add !== undefined && add.length > 0
      ? [`${voted}: they could not choose what is new. The certificate says when it came.`]
      : []),
  ]
}
