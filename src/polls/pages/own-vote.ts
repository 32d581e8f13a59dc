import type { House } from '../../kit/house.ts'
import type { PrivateAnswer, ReaderRequest } from '../../kit/http/answers.ts'
import { html } from '../../kit/markup.ts'
import { renderSimplePage } from '../../layout/render-simple-page.ts'
import { freshPass } from '../../readers/form-pass.ts'
import { ballotOf } from '../ballot-store.ts'
import { knownPoll } from '../known-poll.ts'
import { tallyNow } from '../read-poll.ts'
import { ownPoll, pollPanel, type PublicOutcome } from '../views.ts'
import { fragment, subjectOf } from './answers.ts'

/** `GET /polls/:id/mine`: what this reader voted, and the result as far as it may be told. */
export async function showOwnVote(house: House, request: ReaderRequest): Promise<PrivateAnswer> {
  const terms = await knownPoll(house, request)
  const ballot = request.readerId === undefined ? undefined : await ballotOf(house.db, terms.id, request.readerId)
  const poll = { ...terms, tally: await tallyNow(house, terms.id) }
  const view = { poll, now: house.clock.now(), locale: terms.home.locale }
  const { edition, phrases, back } = terms.home
  const title = phrases.pageTitle(poll.question)
  if (ballot === undefined) {
    if (request.wantsJson)
      return {
        kind: 'json',
        status: 200,
        json: { outcome: 'not-voted', message: phrases.notVoted, tally: null, html: '' },
      }
    return renderSimplePage(house, {
      status: 200,
      title,
      edition,
      main: html`<p>${phrases.notVoted}</p>${pollPanel({ ...view, alone: true })}`,
    })
  }
  if (request.wantsJson) return { kind: 'json', status: 200, json: fragment({ ...view, outcome: 'received', ballot }) }
  const outcome = outcomeIn(request)
  const { pass, setReaderId } = freshPass(house, request, subjectOf(poll))
  return {
    ...(await renderSimplePage(house, {
      status: 200,
      title,
      edition,
      main: ownPoll({ ...view, outcome, ballot, pass, back }),
    })),
    setReaderId,
  }
}

function outcomeIn({ query }: ReaderRequest): PublicOutcome {
  if (query.has('changed')) return 'changed'
  return query.has('again') ? 'already-voted' : 'received'
}
