import { Unavailable } from '../../kit/db/trouble.ts'
import type { House } from '../../kit/house.ts'
import type { PrivateAnswer, TellingFormRequest } from '../../kit/http/answers.ts'
import { list, type FieldFault } from '../../kit/http/fields.ts'
import { renderSimplePage } from '../../layout/render-simple-page.ts'
import { formAgainPage } from '../../layout/views/messages.ts'
import { wordsOf } from '../../layout/words.ts'
import { freshPass, passField, sentPass } from '../../readers/form-pass.ts'
import { ballotOf } from '../ballot-store.ts'
import { changeVote, type ChangeOutcome } from '../change-vote.ts'
import { knownPoll, type KnownPoll } from '../known-poll.ts'
import { checkBallot, isOpen, type BallotFault } from '../poll.ts'
import { pollAgain, pollForm } from '../views.ts'
import { castVote, type VoteOutcome } from '../vote.ts'
import { addressAnswer, answerVote, formAnswer, subjectOf } from './answers.ts'

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
