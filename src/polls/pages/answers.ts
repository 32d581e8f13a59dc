/** What a reader hears who votes: with a script in the form's place, without one as a page. */
import type { House } from '../../kit/house.ts'
import type { PrivateAnswer, ReaderRequest } from '../../kit/http/answers.ts'
import type { Markup } from '../../kit/markup.ts'
import { renderSimplePage } from '../../layout/render-simple-page.ts'
import { freshPass } from '../../readers/form-pass.ts'
import type { PollHome } from '../home.ts'
import type { KnownPoll } from '../known-poll.ts'
import { resultsOf, withheld, type Ballot, type BallotFault, type Poll } from '../poll.ts'
import { tallyNow } from '../read-poll.ts'
import {
  addressForm,
  addressPanel,
  answerMessage,
  ownPoll,
  pollAnswer,
  type AnswerView,
  type PublicOutcome,
} from '../views.ts'

/** What the page of a reader's own vote is told of how it was cast. */
const askedAs: Partial<Record<PublicOutcome, string>> = { 'already-voted': '?again=yes', changed: '?changed=yes' }

type VoteTold = { outcome: PublicOutcome; ballot?: Ballot | undefined }

/** With a script what takes the form's place; without one a page of its own. */
export async function answerVote(
  house: House,
  request: ReaderRequest,
  terms: KnownPoll,
  { outcome, ballot }: VoteTold,
): Promise<PrivateAnswer> {
  if (ballot !== undefined && !request.wantsJson) {
    return { kind: 'redirect', status: 303, location: `/polls/${terms.publicId}/mine${askedAs[outcome] ?? ''}` }
  }
  const poll = { ...terms, tally: await tallyNow(house, terms.id) }
  const view: AnswerView = { poll, now: house.clock.now(), locale: terms.home.locale, outcome, ballot }
  const refused = outcome === 'not-listed' ? 403 : 409
  const status = ballot === undefined ? refused : 200
  if (request.wantsJson) return { kind: 'json', status, json: fragment(view) }
  const { edition, back } = terms.home
  return renderSimplePage(house, { status, title: answerMessage(view), edition, main: ownPoll({ ...view, back }) })
}

/** As a script takes it. */
export function fragment(view: AnswerView): { outcome: string; message: string; tally: unknown; html: string } {
  const isVisible = withheld(view.poll, { now: view.now, hasVoted: view.ballot !== undefined }) === undefined
  return {
    outcome: view.outcome,
    message: answerMessage(view),
    tally: isVisible ? resultsOf(view.poll, view.ballot?.optionIds) : null,
    html: pollAnswer(view).text,
  }
}

type AddressShown = { status: number; email?: string | Markup; fault?: string }

/** The vote needs a confirmed address: its form, with what was typed. */
export async function addressAnswer(
  house: House,
  request: ReaderRequest,
  poll: KnownPoll,
  shown: AddressShown,
): Promise<PrivateAnswer> {
  const { status, ...view } = shown
  const { phrases, locale } = poll.home
  const message = view.fault ?? phrases.whoMayVote[poll.who]
  return formAnswer(house, request, poll, {
    status,
    message,
    outcome: { outcome: 'address-needed' },
    form: (pass) => addressForm(poll, { ...view, locale, pass }),
    page: (pass) => addressPanel(poll, { ...view, locale, pass }),
  })
}

type FormAnswer = {
  status: number
  message: string
  outcome: { outcome: string; fault?: BallotFault }
  form: (pass: string) => Markup
  page: (pass: string, back: PollHome['back']) => Markup
}

/** A form once more, with a pass. */
export async function formAnswer(
  house: House,
  request: ReaderRequest,
  poll: KnownPoll,
  { status, message, outcome, form, page }: FormAnswer,
): Promise<PrivateAnswer> {
  const { pass, setReaderId } = freshPass(house, request, subjectOf(poll))
  if (request.wantsJson)
    return {
      kind: 'json',
      status,
      json: { ...outcome, message, tally: null, html: form(pass).text, pass },
      setReaderId,
    }
  const { edition, back } = poll.home
  return {
    ...(await renderSimplePage(house, { status, title: message, edition, main: page(pass, back) })),
    setReaderId,
  }
}

/** What a pass of this poll's forms is for. */
export function subjectOf({ publicId }: Poll): string {
  return `vote:${publicId}`
}
