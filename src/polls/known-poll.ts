import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import type { PageRequest } from '../kit/http/answers.ts'
import { homeOfPoll, type PollHome } from './home.ts'
import { pollPhrases } from './phrases.ts'
import { pollTerms, type PollTerms } from './read-poll.ts'

/** A poll that somebody asked for, and where it is at home. */
export type KnownPoll = PollTerms & { home: PollHome }

/** @throws Refusal when there is no such poll */
export async function knownPoll(house: House, { params }: PageRequest): Promise<KnownPoll> {
  const poll = await pollTerms(house, params.id ?? '')
  if (poll === undefined)
    throw new Refusal('not-found', pollPhrases(house.settings.current().identity.language).unknown)
  return { ...poll, home: await homeOfPoll(house, poll) }
}
