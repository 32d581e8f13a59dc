import { Unavailable } from '../../kit/db/trouble.ts'
import type { House } from '../../kit/house.ts'
import type { PrivateAnswer, ReaderRequest, TellingFormRequest } from '../../kit/http/answers.ts'
import { line, list, type FieldFault } from '../../kit/http/fields.ts'
import { html, type Markup } from '../../kit/markup.ts'
import { formatTime } from '../../kit/times.ts'
import { absolute } from '../../layout/publication.ts'
import { renderSimplePage } from '../../layout/render-simple-page.ts'
import { formAgainPage, messagePage } from '../../layout/views/messages.ts'
import { wordsOf } from '../../layout/words.ts'
import { requestConfirmation } from '../../readers/confirm-address.ts'
import { freshPass, passField, sentPass } from '../../readers/form-pass.ts'
import { ballotOf } from '../ballot-store.ts'
import { changeVote, type ChangeOutcome } from '../change-vote.ts'
import type { PollHome } from '../home.ts'
import { knownPoll, type KnownPoll } from '../known-poll.ts'
import { checkBallot, isOpen, resultsOf, withheld, type Ballot, type BallotFault, type Poll } from '../poll.ts'
import { tallyNow } from '../read-poll.ts'
import {
  addressForm,
  addressPanel,
  answerMessage,
  ownPoll,
  pollAgain,
  pollAnswer,
  pollForm,
  pollPanel,
  type AnswerView,
  type PublicOutcome,
} from '../views.ts'
import { castVote, type VoteOutcome } from '../vote.ts'

/** Of `POST /polls/:id/votes`: `choice` comes once for each option chosen. A poll has 20 options at most. */
export const voteFields = { choice: list(100, 20, { marks: 0 }), pass: passField }

type VoteRequest = TellingFormRequest<typeof voteFields>

/** `POST /polls/:id/votes` */
export async function postVote(house: House, request: VoteRequest): Promise<PrivateAnswer> {
  const poll = await knownPoll(house, request)
  const { readerId, faults } = request
  const checked = checkBallot(poll, request.form.choice, house.clock.now())
  const isOver = checked.outcome === 'refused' && faults.choice !== undefined
  const check = isOver ? { ...checked, fault: choiceFault(faults.choice) } : checked
  const pass = sentPass(house, request, subjectOf(poll)).verdict
  if (readerId !== undefined && check.outcome === 'ok' && pass === 'ok')
    return answerCast(house, request, poll, readerId)
  const earlier = readerId === undefined ? undefined : await ballotOf(house.db, poll.id, readerId)
  if (earlier !== undefined && !(poll.mayChange && isOpen(poll, house.clock.now())))
    return answerVote(house, request, poll, { outcome: 'already-voted', ballot: earlier })
  if (check.outcome === 'refused') return faultyForm(house, request, poll, check.fault)
  if (check.outcome !== 'ok') return answerVote(house, request, poll, { outcome: check.outcome })
  return confirmForm(house, request, poll, pass === 'forged' || pass === 'foreign' ? 403 : 200)
}

/** Longer than any option's number. */
function choiceFault({ code }: FieldFault): BallotFault {
  return code === 'too-many' ? 'too-many' : 'unknown-option'
}

async function answerCast(
  house: House,
  request: VoteRequest,
  poll: KnownPoll,
  readerId: string,
): Promise<PrivateAnswer> {
  const done = await castOrChange(house, request, poll, readerId)
  switch (done.outcome) {
    case 'unavailable':
      return notKept(house, request, poll)
    case 'refused':
      return faultyForm(house, request, poll, done.fault)
    case 'address-needed':
      return addressAnswer(house, request, poll, { status: 403 })
    case 'counted':
    case 'set-aside':
      return answerVote(house, request, poll, { outcome: 'received', ballot: done.ballot })
    case 'not-voted':
      return answerVote(house, request, poll, { outcome: 'closed' })
    case 'already-voted':
    case 'changed':
      return answerVote(house, request, poll, { outcome: done.outcome, ballot: done.ballot })
    default:
      return answerVote(house, request, poll, { outcome: done.outcome })
  }
}

type Done = VoteOutcome | ChangeOutcome | { outcome: 'unavailable' }

async function castOrChange(house: House, request: VoteRequest, poll: KnownPoll, readerId: string): Promise<Done> {
  const choices = request.form.choice
  try {
    const cast = await castVote(house, { poll, choices, readerId, address: request.address, hasPass: true })
    const isOwn = cast.outcome === 'already-voted' && cast.ballot !== undefined
    return isOwn && poll.mayChange ? await changeVote(house, { poll, choices, readerId }) : cast
  } catch (error) {
    if (error instanceof Unavailable) return { outcome: 'unavailable' }
    throw error
  }
}

/** The form as it was filled in: the database cannot keep the vote just now. */
async function notKept(house: House, request: VoteRequest, poll: KnownPoll): Promise<PrivateAnswer> {
  const message = poll.home.phrases.notKept
  const form = { locale: poll.home.locale, notice: message, chosen: request.form.choice }
  return formAnswer(house, request, poll, {
    status: 503,
    message,
    outcome: { outcome: 'unavailable' },
    form: (pass) => pollForm(poll, { ...form, pass }),
    page: (pass, back) => pollAgain(poll, { ...form, pass }, back),
  })
}

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
  const outcome = request.query.has('changed') ? 'changed' : request.query.has('again') ? 'already-voted' : 'received'
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

/** Of `POST /polls/:id/address` */
export const addressFields = { email: line(500), pass: passField }

type AddressRequest = TellingFormRequest<typeof addressFields>

/** `POST /polls/:id/address`: a poll for confirmed addresses sends its link. */
export async function sendAddressLink(house: House, request: AddressRequest): Promise<PrivateAnswer> {
  const poll = await knownPoll(house, request)
  const {
    form: { email },
    faults,
  } = request
  if (faults.email) {
    const fault = poll.home.phrases[faults.email.code === 'too-long' ? 'addressTooLong' : 'notAnAddress']
    return addressAnswer(house, request, poll, { status: 422, email: faults.email.sent, fault })
  }
  if (request.readerId === undefined || sentPass(house, request, subjectOf(poll)).verdict !== 'ok')
    return addressAnswer(house, request, poll, { status: 403, email })
  const { edition, locale, phrases } = poll.home
  const pollUrl = absolute(house, `/polls/${poll.publicId}`)
  const asked = await requestConfirmation(house, {
    address: email,
    purpose: { kind: 'vote', subject: poll.publicId },
    readerId: request.readerId,
    from: request.address,
    words: { subject: phrases.linkSubject(poll.question), text: (link) => phrases.linkText({ link, poll: pollUrl }) },
  })
  if (asked.outcome === 'not-an-address')
    return addressAnswer(house, request, poll, { status: 422, email, fault: phrases.notAnAddress })
  if (asked.outcome === 'too-often')
    return addressAnswer(house, request, poll, {
      status: 429,
      email,
      fault: phrases.askedTooOften[asked.by](formatTime(asked.againAt, 'full', locale)),
    })
  if (request.wantsJson) return { kind: 'json', status: 200, json: { outcome: 'link-sent', message: phrases.linkSent } }
  return renderSimplePage(house, {
    status: 200,
    title: poll.question,
    edition,
    main: messagePage(
      {
        heading: poll.question,
        text: phrases.linkSent,
        links: [{ label: phrases.toPoll, href: `/polls/${poll.publicId}` }],
      },
      locale,
    ),
  })
}

type VoteTold = { outcome: PublicOutcome; ballot?: Ballot | undefined }

/** With a script what takes the form's place; without one a page of its own. */
async function answerVote(
  house: House,
  request: ReaderRequest,
  terms: KnownPoll,
  { outcome, ballot }: VoteTold,
): Promise<PrivateAnswer> {
  if (ballot !== undefined && !request.wantsJson) {
    const query = outcome === 'already-voted' ? '?again=yes' : outcome === 'changed' ? '?changed=yes' : ''
    return { kind: 'redirect', status: 303, location: `/polls/${terms.publicId}/mine${query}` }
  }
  const poll = { ...terms, tally: await tallyNow(house, terms.id) }
  const view: AnswerView = { poll, now: house.clock.now(), locale: terms.home.locale, outcome, ballot }
  const status = ballot !== undefined ? 200 : outcome === 'not-listed' ? 403 : 409
  if (request.wantsJson) return { kind: 'json', status, json: fragment(view) }
  const { edition, back } = terms.home
  return renderSimplePage(house, { status, title: answerMessage(view), edition, main: ownPoll({ ...view, back }) })
}

function fragment(view: AnswerView): { outcome: string; message: string; tally: unknown; html: string } {
  const isVisible = withheld(view.poll, { now: view.now, hasVoted: view.ballot !== undefined }) === undefined
  return {
    outcome: view.outcome,
    message: answerMessage(view),
    tally: isVisible ? resultsOf(view.poll, view.ballot?.optionIds) : null,
    html: pollAnswer(view).text,
  }
}

/** Without cookie or pass: all that was sent once more, with a pass and one button. */
async function confirmForm(
  house: House,
  request: VoteRequest,
  poll: KnownPoll,
  status: number,
): Promise<PrivateAnswer> {
  const { pass, setReaderId } = freshPass(house, request, subjectOf(poll))
  const choices = request.form.choice
  const { edition, locale } = poll.home
  const { again } = wordsOf(locale.language)
  if (request.wantsJson)
    return {
      kind: 'json',
      status: 403,
      json: {
        outcome: 'pass-needed',
        message: again.text,
        tally: null,
        html: pollForm(poll, { locale, chosen: choices }).text,
        pass,
      },
      setReaderId,
    }
  const main = formAgainPage(
    {
      action: `/polls/${poll.publicId}/votes`,
      fields: [...choices.map((value) => ({ name: 'choice', value })), { name: 'pass', value: pass }],
      shown: [
        poll.question,
        ...poll.options.filter(({ id }) => choices.includes(String(id))).map(({ label }) => label),
      ],
      button: again.vote,
    },
    locale,
  )
  return { ...(await renderSimplePage(house, { status, title: again.title, edition, main })), setReaderId }
}

/** The form as it was filled in, with what is wrong marked in words, and a pass. */
async function faultyForm(
  house: House,
  request: VoteRequest,
  poll: KnownPoll,
  fault: BallotFault,
): Promise<PrivateAnswer> {
  const form = { locale: poll.home.locale, fault, chosen: request.form.choice }
  return formAnswer(house, request, poll, {
    status: 422,
    message: poll.home.phrases.fault[fault],
    outcome: { outcome: 'refused', fault },
    form: (pass) => pollForm(poll, { ...form, pass }),
    page: (pass, back) => pollAgain(poll, { ...form, pass }, back),
  })
}

type AddressShown = { status: number; email?: string | Markup; fault?: string }

/** The vote needs a confirmed address: its form, with what was typed. */
async function addressAnswer(
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

async function formAnswer(
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

function subjectOf({ publicId }: Poll): string {
  return `vote:${publicId}`
}
