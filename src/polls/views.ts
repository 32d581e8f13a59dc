import { listed } from '../kit/listed.ts'
import { html, type Markup } from '../kit/markup.ts'
import { formatNumber, formatTime, type Place } from '../kit/times.ts'
import { isClosed, isOpen, resultsOf, resultsVisible, type Ballot, type BallotFault, type Poll, type PollResults, type PollWithTally, type ResultRow } from './poll.ts'
import { pollPhrases } from './phrases.ts'

export type PanelView = { poll: PollWithTally; now: number; place: Place }

/** The poll as everybody sees it in the column of a story: the form while it is open, else what may be told. */
export function pollPanel(view: PanelView): Markup {
  return panel(view, isOpen(view.poll, view.now) ? html`${pollForm(view.poll, { place: view.place })}${resultsSoFar(view)}` : pollResult(view))
}

/** For a story that shows a result and no form: as `[poll type="result"]` did. Who wants to vote goes to the poll's own page. */
export function pollResultPanel(view: PanelView): Markup {
  const { poll, now, place } = view
  if (!isOpen(poll, now)) return panel(view, pollResult(view))
  return panel(view, html`${resultsVisible(poll, { now, hasVoted: false }) ? pollResults(resultsOf(poll), place) : html`<p class="quiet">${policyNote(poll, place)}</p>`}
<p class="poll-send"><a href="/polls/${poll.publicId}">${pollPhrases(place.language).toVote}</a></p>`)
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
  const phrases = pollPhrases(place.language)
  return html`<form class="poll-form" method="post" action="/polls/${poll.publicId}/votes" data-pass="vote:${poll.publicId}" data-sending="${phrases.sending}" data-failed="${phrases.failed}">
<fieldset aria-labelledby="${question}"${poll.rotates && html` data-rotates`}>
<legend>${help(poll, place)}</legend>
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
  const { poll, now, place, ballot } = view
  const phrases = pollPhrases(place.language)
  const visible = resultsVisible(poll, { now, hasVoted: ballot !== undefined })
  return html`<p class="poll-thanks">${answerMessage(view)}</p>
${ballot !== undefined && html`<p>${phrases.yourChoice}: <strong>${ownLabels(poll, ballot, place)}</strong></p>`}
${visible ? pollResults(resultsOf(poll, ballot?.optionIds), place) : html`<p class="quiet">${policyNote(poll, place)}</p>`}
${ballot !== undefined && html`<p class="quiet">${phrases.receipt}: <code>${ballot.receipt}</code>. ${phrases.receiptHelp}</p>`}`
}

/** The same in one sentence, for `message` and for the title of a page. */
export function answerMessage({ outcome, poll, place }: AnswerView): string {
  const phrases = pollPhrases(place.language)
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
  return html`${panel(view, pollAnswer(view))}${backLink(view.back, view.place)}`
}

/** The poll again on a page of its own: the pass is in it, or something was wrong with the choice. */
export function pollAgain(poll: Poll, view: FormView, back?: { href: string; headline: string }): Markup {
  return html`${panel({ poll, place: view.place }, pollForm(poll, view))}${backLink(back, view.place)}`
}

/** A real table: shares as words, with a bar behind each answer. */
function pollResults({ voters, imported, setAside, rows }: PollResults, place: Place): Markup {
  const phrases = pollPhrases(place.language)
  return html`<table class="poll-results"><thead class="visually-hidden"><tr><th scope="col">${phrases.columnAnswer}</th><th scope="col">${phrases.columnShare}</th><th scope="col">${phrases.columnVotes}</th></tr></thead>
<tbody>${rows.map((row) => resultRow(row, place))}</tbody></table>
<p class="poll-count">${phrases.voters(voters)} ${imported > 0 && html`${imported === voters ? phrases.importedAll : phrases.imported(imported)} `}${phrases.selfSelected}${setAside > 0 && html` ${phrases.setAside(setAside)}`}</p>`
}

function resultRow({ label, votes, percentage, own }: ResultRow, { language }: Place): Markup {
  const phrases = pollPhrases(language)
  return html`<tr${own && html` class="own"`}><th scope="row"><svg class="bar" aria-hidden="true" width="${percentage}%" height="100%"><rect width="100%" height="100%"/></svg><span>${label}${own && html` <em>${phrases.own}</em>`}</span></th><td>${phrases.percent(percentage)}</td><td class="quiet">${formatNumber(votes, language)}</td></tr>`
}

function panel({ poll, place }: { poll: Poll; place: Place }, state: Markup): Markup {
  return html`<section class="poll" id="poll-${poll.publicId}" aria-labelledby="poll-${poll.publicId}-question">
<p class="label">${pollPhrases(place.language).label}</p>
<h2 id="poll-${poll.publicId}-question">${poll.question}</h2>
<div class="poll-state">${state}</div>
<p class="status" role="status"></p>
</section>`
}

function pollResult({ poll, now, place }: PanelView): Markup {
  const phrases = pollPhrases(place.language)
  if (!isClosed(poll, now)) return html`<p class="quiet">${phrases.opensAt(formatTime(poll.opensAt, 'full', place))}</p>${answersOnly(poll)}`
  const visible = resultsVisible(poll, { now, hasVoted: false })
  return html`${visible ? pollResults(resultsOf(poll), place) : html`<p class="quiet">${phrases.resultsStaff}</p>`}
<p class="quiet">${poll.closesAt === null || poll.closesAt === poll.opening?.assumedCloseAt ? phrases.closed : phrases.closedAt(formatTime(poll.closesAt, 'full', place))}</p>`
}

function answersOnly(poll: Poll): Markup {
  return html`<ul class="poll-answers">${poll.options.map(({ label }) => html`<li>${label}</li>`)}</ul>`
}

function resultsSoFar({ poll, now, place }: PanelView): Markup {
  if (!resultsVisible(poll, { now, hasVoted: false })) return html`<p class="quiet">${policyNote(poll, place)}</p>`
  return html`<details class="poll-so-far"><summary>${pollPhrases(place.language).showResults}</summary>${pollResults(resultsOf(poll), place)}</details>`
}

function policyNote(poll: Poll, { language }: Place): string {
  const phrases = pollPhrases(language)
  if (poll.results === 'staff') return phrases.resultsStaff
  return poll.results === 'after-close' ? phrases.resultsAfterClose : phrases.resultsAfterVote
}

function help({ minChoices: min, maxChoices: max }: Poll, { language }: Place): string {
  const phrases = pollPhrases(language)
  if (max === 1) return phrases.chooseOne
  return min === max ? phrases.chooseExactly(max) : phrases.chooseBetween({ min, max })
}

function ownLabels(poll: Poll, { optionIds }: Ballot, { language }: Place): Markup {
  return listed(language, poll.options.filter(({ id }) => optionIds.includes(id)).map(({ label }) => ({ text: label, html: label })))
}

function backLink(back: { href: string; headline: string } | undefined, { language }: Place): Markup | false {
  return back !== undefined && html`<p class="onward"><a href="${back.href}">${pollPhrases(language).backToStory(back.headline)}</a></p>`
}
