import { Refusal } from '../kit/errors.ts'
import type { Answer, FormRequest, PageRequest, PrivateAnswer, ReaderRequest } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import { html } from '../kit/markup.ts'
import { pollPhrases } from '../polls/phrases.ts'
import { checkBallot, pollTag, resultsOf, resultsVisible, type Ballot, type BallotFault, type PollWithTally } from '../polls/poll.ts'
import { ballotOf, pollByPublicId, storyOfPoll } from '../polls/store.ts'
import { answerMessage, ownPoll, pollAgain, pollAnswer, pollForm, pollPanel, type AnswerView } from '../polls/views.ts'
import { castVote } from '../polls/vote.ts'
import { freshPass, sentPass } from './form-pass.ts'
import { oembedLinks } from './oembed.ts'
import { plainAnswer } from './plain-answer.ts'
import { absolute, placeOf } from './publication.ts'
import { formAgainPage } from './views/messages.ts'
import { wordsOf } from './words.ts'

/** `GET /polls/:id`: the poll by itself, the same for everybody. */
export async function pollPage(house: House, request: PageRequest): Promise<Answer> {
  const poll = await knownPoll(house, request)
  const back = await storyOf(house, poll)
  const phrases = phrasesIn(house)
  const onward = back !== undefined && html`<p class="onward"><a href="${back.href}">${phrases.backToStory(back.headline)}</a></p>`
  const main = html`${pollPanel({ poll, now: house.clock.now(), place: placeOf(house) })}${onward}`
  return plainAnswer(house, { status: 200, title: poll.question, heading: headingOf(house, back), main, tags: [pollTag(poll.id)], otherForms: oembedLinks(absolute(house, `/polls/${poll.publicId}`), poll.question) })
}

/** `POST /polls/:id/votes`: fields `choice` (once for each option chosen) and `pass`. */
export async function vote(house: House, request: FormRequest): Promise<PrivateAnswer> {
  const poll = await knownPoll(house, request)
  const { readerId } = request
  const choices = request.form.get('choice') ?? []
  const earlier = readerId === undefined ? undefined : await ballotOf(house.db, poll.id, readerId)
  if (earlier !== undefined) return answerVote(house, request, 'already-voted', earlier)
  const check = checkBallot(poll, choices, house.clock.now())
  if (check.outcome === 'refused') return faultyForm(house, request, poll, check.fault)
  if (check.outcome !== 'ok') return answerVote(house, request, check.outcome)
  const verdict = sentPass(house, request, `vote:${poll.publicId}`)
  if (readerId === undefined || verdict !== 'ok') return confirmForm(house, request, poll, verdict === 'forged' || verdict === 'foreign' ? 403 : 200)
  const cast = await castVote(house, { pollPublicId: poll.publicId, choices, readerId, address: request.address, userAgent: request.userAgent })
  if (cast.outcome === 'unknown-poll') throw unknownPoll(house)
  if (cast.outcome === 'refused') return faultyForm(house, request, poll, cast.fault)
  return answerVote(house, request, cast.outcome, 'ballot' in cast ? cast.ballot : undefined)
}

/** `GET /polls/:id/mine`: what this reader voted, and the result as far as it may be told. */
export async function ownVote(house: House, request: ReaderRequest): Promise<PrivateAnswer> {
  const poll = await knownPoll(house, request)
  const view = { poll, now: house.clock.now(), place: placeOf(house) }
  const ballot = request.readerId === undefined ? undefined : await ballotOf(house.db, poll.id, request.readerId)
  const phrases = phrasesIn(house)
  const title = phrases.pageTitle(poll.question)
  const back = await storyOf(house, poll)
  const heading = headingOf(house, back)
  if (ballot === undefined) {
    if (request.wantsJson) return { kind: 'json', status: 200, json: { outcome: 'not-voted', message: phrases.notVoted, tally: null, html: '' } }
    return plainAnswer(house, { status: 200, title, heading, main: html`<p>${phrases.notVoted}</p>${pollPanel(view)}` })
  }
  if (request.wantsJson) return { kind: 'json', status: 200, json: fragment({ ...view, outcome: ballot.state, ballot }) }
  const outcome = request.query.has('again') ? 'already-voted' : ballot.state
  return plainAnswer(house, { status: 200, title, heading, main: ownPoll({ ...view, outcome, ballot, back }) })
}

/** With a script what takes the form's place; without one a page of its own. */
async function answerVote(house: House, request: ReaderRequest, outcome: AnswerView['outcome'], ballot?: Ballot): Promise<PrivateAnswer> {
  const poll = await knownPoll(house, request)
  const view: AnswerView = { poll, now: house.clock.now(), place: placeOf(house), outcome, ballot }
  const status = ballot === undefined ? 409 : 200
  if (request.wantsJson) return { kind: 'json', status, json: fragment(view) }
  if (ballot !== undefined) return { kind: 'redirect', status: 303, location: `/polls/${poll.publicId}/mine${outcome === 'already-voted' ? '?again=yes' : ''}` }
  const back = await storyOf(house, poll)
  return plainAnswer(house, { status, title: answerMessage(view), heading: headingOf(house, back), main: ownPoll({ ...view, back }) })
}

function fragment(view: AnswerView): { outcome: string; message: string; tally: unknown; html: string } {
  const isVisible = resultsVisible(view.poll, { now: view.now, hasVoted: view.ballot !== undefined })
  return { outcome: view.outcome, message: answerMessage(view), tally: isVisible ? resultsOf(view.poll, view.ballot?.optionIds) : null, html: pollAnswer(view).text }
}

/** Without cookie or pass: all that was sent once more, with a pass and one button. */
async function confirmForm(house: House, request: FormRequest, poll: PollWithTally, status: number): Promise<PrivateAnswer> {
  const { pass, setReaderId } = freshPass(house, request, `vote:${poll.publicId}`)
  const choices = request.form.get('choice') ?? []
  const place = placeOf(house)
  const words = wordsOf(place.language)
  if (request.wantsJson) return { kind: 'json', status: 403, json: { outcome: 'pass-needed', message: words.again.text, tally: null, html: pollForm(poll, { place, chosen: choices }).text, pass }, setReaderId }
  const main = formAgainPage({
    action: `/polls/${poll.publicId}/votes`,
    fields: [...choices.map((value) => ({ name: 'choice', value })), { name: 'pass', value: pass }],
    shown: [poll.question, ...poll.options.filter(({ id }) => choices.includes(String(id))).map(({ label }) => label)],
    button: words.again.vote,
  }, place)
  return { ...(await plainAnswer(house, { status, title: words.again.title, main })), setReaderId }
}

/** The form as it was filled in, with what is wrong marked in words, and a pass. */
async function faultyForm(house: House, request: FormRequest, poll: PollWithTally, fault: BallotFault): Promise<PrivateAnswer> {
  const { pass, setReaderId } = freshPass(house, request, `vote:${poll.publicId}`)
  const message = phrasesIn(house).fault[fault]
  const form = { place: placeOf(house), fault, chosen: request.form.get('choice') ?? [], pass }
  if (request.wantsJson) return { kind: 'json', status: 422, json: { outcome: 'refused', fault, message, tally: null, html: pollForm(poll, form).text, pass }, setReaderId }
  const back = await storyOf(house, poll)
  return { ...(await plainAnswer(house, { status: 422, title: message, heading: headingOf(house, back), main: pollAgain(poll, form, back) })), setReaderId }
}

async function storyOf(house: House, poll: PollWithTally): Promise<{ href: string; headline: string } | undefined> {
  const story = await storyOfPoll(house.db, poll.publicId)
  return story && { href: `${story.path}#poll-${poll.publicId}`, headline: story.headline }
}

/** A page needs one above the panel's question: the story it belongs to. */
function headingOf(house: House, back: { headline: string } | undefined): string {
  return back?.headline ?? phrasesIn(house).label
}

async function knownPoll(house: House, { params }: PageRequest): Promise<PollWithTally> {
  const poll = await pollByPublicId(house.db, params.id ?? '')
  if (poll === undefined) throw unknownPoll(house)
  return poll
}

function unknownPoll(house: House): Refusal {
  return new Refusal('not-found', phrasesIn(house).unknown)
}

function phrasesIn(house: House) {
  return pollPhrases(placeOf(house).language)
}
