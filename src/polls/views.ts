import { html, type Markup } from '../kit/markup.ts'
import { formatTime, type Place } from '../kit/times.ts'
import { isClosed, isOpen, resultsOf, resultsVisible, type Ballot, type BallotFault, type Poll, type PollResults, type PollWithTally, type ResultRow } from './poll.ts'
import { pollPhrases as phrases } from './phrases.ts'

export type PanelView = { poll: PollWithTally; now: number; place: Place }

/** The poll as everybody sees it in the column of a story: the form while it is open, else what may be told. */
export function pollPanel(view: PanelView): Markup {
  return panel(view.poll, isOpen(view.poll, view.now) ? html`${pollForm(view.poll, { place: view.place })}${resultsSoFar(view)}` : pollResult(view))
}

/** For a story that shows a result and no form: as `[poll type="result"]` did. Who wants to vote goes to the poll's own page. */
export function pollResultPanel(view: PanelView): Markup {
  const { poll, now } = view
  if (!isOpen(poll, now)) return panel(poll, pollResult(view))
  return panel(poll, html`${resultsVisible(poll, { now, hasVoted: false }) ? pollResults(resultsOf(poll)) : html`<p class="quiet">${policyNote(poll)}</p>`}
<p class="poll-send"><a href="/polls/${poll.publicId}">${phrases.toVote}</a></p>`)
}

export type FormView = {
  place: Place
  fault?: BallotFault | undefined
  chosen?: readonly string[] | undefined
  /** Without a script the first post is answered by this form again, with its pass. */
  pass?: string | undefined
}

/** A plain form; `browser/poll.ts` only swaps the answer in. */
export function pollForm(poll: Poll, { place, fault, chosen = [], pass }: FormView): Markup {
  const question = `poll-${poll.publicId}-question`
  return html`<form class="poll-form" method="post" action="/polls/${poll.publicId}/votes" data-pass="vote:${poll.publicId}" data-sending="${phrases.sending}" data-failed="${phrases.failed}">
<fieldset aria-labelledby="${question}"${poll.rotates && html` data-rotates`}>
<legend>${help(poll)}</legend>
${fault !== undefined && html`<p class="fault">${phrases.fault[fault]}</p>`}
${poll.options.map(({ id, label }) => html`<label class="choice"><input type="${poll.maxChoices > 1 ? 'checkbox' : 'radio'}" name="choice" value="${id}"${chosen.includes(String(id)) && html` checked`}${poll.maxChoices === 1 && html` required`}><span>${label}</span></label>`)}
</fieldset>
${pass !== undefined && html`<input type="hidden" name="pass" value="${pass}">`}
<p class="poll-send"><button>${phrases.vote}</button>${poll.closesAt !== null && html` <span class="quiet">${phrases.openUntil(formatTime(poll.closesAt, 'full', place))}</span>`}</p>
</form>`
}

export type AnswerView = PanelView & { outcome: 'counted' | 'set-aside' | 'already-voted' | 'closed' | 'not-open'; ballot?: Ballot | undefined }

/** What a vote is answered with: for the script in place of the form, without one on `/polls/{id}/mine`. */
export function pollAnswer(view: AnswerView): Markup {
  const { poll, now, ballot } = view
  const visible = resultsVisible(poll, { now, hasVoted: ballot !== undefined })
  return html`<p class="poll-thanks">${answerMessage(view)}</p>
${ballot !== undefined && html`<p>${phrases.yourChoice}: <strong>${ownLabels(poll, ballot).join(', ')}</strong></p>`}
${visible ? pollResults(resultsOf(poll, ballot?.optionIds)) : html`<p class="quiet">${policyNote(poll)}</p>`}
${ballot !== undefined && html`<p class="quiet">${phrases.receipt}: <code>${ballot.receipt}</code>. ${phrases.receiptHelp}</p>`}`
}

/** The same in one sentence, for `message` and for the title of a page. */
export function answerMessage({ outcome, poll, place }: AnswerView): string {
  switch (outcome) {
    case 'counted':
      return phrases.thanks
    case 'set-aside':
      return phrases.thanksSetAside
    case 'already-voted':
      return phrases.alreadyVoted
    case 'closed':
      return phrases.closed
    case 'not-open':
      return phrases.opensAt(formatTime(poll.opensAt, 'full', place))
  }
}

/** The panel of one reader's own page, `/polls/{id}/mine`. */
export function ownPoll(view: AnswerView & { back?: { href: string; headline: string } | undefined }): Markup {
  return html`${panel(view.poll, pollAnswer(view))}${backLink(view.back)}`
}

/** The poll again on a page of its own: the pass is in it, or something was wrong with the choice. */
export function pollAgain(poll: Poll, view: FormView, back?: { href: string; headline: string }): Markup {
  return html`${panel(poll, pollForm(poll, view))}${backLink(back)}`
}

/** A real table: shares as words, with a bar behind each answer. */
function pollResults({ voters, imported, setAside, rows }: PollResults): Markup {
  return html`<table class="poll-results"><thead class="visually-hidden"><tr><th scope="col">${phrases.columnAnswer}</th><th scope="col">${phrases.columnShare}</th><th scope="col">${phrases.columnVotes}</th></tr></thead>
<tbody>${rows.map(resultRow)}</tbody></table>
<p class="poll-count">${phrases.voters(voters)} ${imported > 0 && html`${phrases.imported(imported, voters)} `}${phrases.selfSelected}${setAside > 0 && html` ${phrases.setAside(setAside)}`}</p>`
}

function resultRow({ label, votes, percentage, own }: ResultRow): Markup {
  return html`<tr${own && html` class="own"`}><th scope="row"><svg class="bar" aria-hidden="true" width="${percentage}%" height="100%"><rect width="100%" height="100%"/></svg><span>${label}${own && html` <em>${phrases.own}</em>`}</span></th><td>${phrases.percent(percentage)}</td><td class="quiet">${phrases.number(votes)}</td></tr>`
}

function panel(poll: Poll, state: Markup): Markup {
  return html`<section class="poll" id="poll-${poll.publicId}" aria-labelledby="poll-${poll.publicId}-question">
<p class="label">${phrases.label}</p>
<h2 id="poll-${poll.publicId}-question">${poll.question}</h2>
<div class="poll-state">${state}</div>
<p class="status" role="status"></p>
</section>`
}

function pollResult({ poll, now, place }: PanelView): Markup {
  if (!isClosed(poll, now)) return html`<p class="quiet">${phrases.opensAt(formatTime(poll.opensAt, 'full', place))}</p>${answersOnly(poll)}`
  const visible = resultsVisible(poll, { now, hasVoted: false })
  return html`${visible ? pollResults(resultsOf(poll)) : html`<p class="quiet">${phrases.resultsStaff}</p>`}
<p class="quiet">${poll.closesAt === null || poll.closesAt === poll.opening?.assumedCloseAt ? phrases.closed : phrases.closedAt(formatTime(poll.closesAt, 'full', place))}</p>`
}

function answersOnly(poll: Poll): Markup {
  return html`<ul class="poll-answers">${poll.options.map(({ label }) => html`<li>${label}</li>`)}</ul>`
}

function resultsSoFar({ poll, now }: PanelView): Markup {
  if (!resultsVisible(poll, { now, hasVoted: false })) return html`<p class="quiet">${policyNote(poll)}</p>`
  return html`<details class="poll-so-far"><summary>${phrases.showResults}</summary>${pollResults(resultsOf(poll))}</details>`
}

function policyNote(poll: Poll): string {
  if (poll.results === 'staff') return phrases.resultsStaff
  return poll.results === 'after-close' ? phrases.resultsAfterClose : phrases.resultsAfterVote
}

function help(poll: Poll): string {
  return poll.maxChoices === 1 ? phrases.chooseOne : phrases.choose(poll.minChoices, poll.maxChoices)
}

function ownLabels(poll: Poll, { optionIds }: Ballot): string[] {
  return poll.options.filter(({ id }) => optionIds.includes(id)).map(({ label }) => label)
}

function backLink(back: { href: string; headline: string } | undefined): Markup | false {
  return back !== undefined && html`<p class="onward"><a href="${back.href}">${phrases.backToStory(back.headline)}</a></p>`
}
