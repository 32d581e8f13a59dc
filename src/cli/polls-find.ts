import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import type { PollWithTally } from '../polls/poll.ts'
import { pollByPublicId, pollIdByKey } from '../polls/store.ts'

export const idHelp = 'its id, or the key that a story gave it'

/** @throws Refusal when there is no such poll */
export async function pollOf(house: House, idOrKey: string): Promise<PollWithTally> {
  const poll =
    (await pollByPublicId(house.db, idOrKey)) ??
    (await pollByPublicId(house.db, (await pollIdByKey(house.db, idOrKey))?.publicId ?? ''))
  if (poll === undefined)
    throw new Refusal('not-found', `There is no poll "${idOrKey}". "crier polls list" shows them all.`)
  return poll
}
