import { formatList } from '../kit/format-list.ts'
import { html, type Markup } from '../kit/markup.ts'
import { formatTime, type Locale } from '../kit/times.ts'
import { hiddenField, onwardLink } from '../layout/views/elements.ts'
import { optionPicture } from './option-picture.ts'
import { pollPhrases } from './phrases.ts'
import {
  isClosed,
  isOpen,
  maxChanges,
  resultsOf,
  withheld,
  type Ballot,
  type BallotFault,
  type Poll,
  type PollOption,
  type PollWithTally,
} from './poll.ts'
import { pollResults } from './result-views.ts'

/** `chosen`: what a link from an e-mail has ticked beforehand. */
export type PanelView = {
  poll: PollWithTally
  now: number
  locale: Locale
  chosen?: readonly string[] | undefined
  /** Its question is the title of the page. */ alone?: boolean
}

/** The poll as everybody sees it in the column of a story: the form while it is open, else what may be told. */
export function pollPanel(view: PanelView): Markup {
  return panel(
    view,
    isOpen(view.poll, view.now)
      ? html`${pollForm(view.poll, { locale: view.locale, chosen: view.chosen })}${resultsSoFar(view)}`
      : pollResult(view),
  )
}

/**
 * For a story that shows a result without a form, as `[poll type="result"]` did. Votes are cast on the poll's own page.
 */
export function pollResultPanel(view: PanelView): Markup {
  const { poll, now, locale } = view
  if (!isOpen(poll, now)) return panel(view, pollResult(view))
  return panel(
    view,
    html`${publicResult(view)}
<p class="poll-send"><a href="/polls/${poll.publicId}">${pollPhrases(locale.language).toVote}</a></p>`,
  )
}

/** The result, or why it is withheld. */
function publicResult({ poll, now, locale }: PanelView, ballot?: Ballot): Markup {
  const kept = withheld(poll, { now, hasVoted: ballot !== undefined })
  return kept === undefined
    ? pollResults(poll, resultsOf(poll, ballot?.optionIds), locale)
    : html`<p class="quiet">${withheldWords(poll, kept, locale)}</p>`
}

export type FormView = {
  locale: Locale
  fault?: BallotFault | undefined
  chosen?: readonly string[] | undefined
  /** Why it is shown again although nothing in it is wrong. */
  notice?: string | undefined
  /** Without a script the first post is answered by this form again, with its pass. */
  pass?: string | undefined
}

/** A plain form; `browser/poll.ts` only swaps the answer in. */
export function pollForm(poll: Poll, { locale, fault, chosen = [], notice, pass }: FormView): Markup {
  const question = `poll-${poll.publicId}-question`
  const phrases = pollPhrases(locale.language)
  const fields = html`<fieldset aria-labelledby="${question}"${poll.rotates && html` data-rotates`}>
<legend>${help(poll, locale)}${poll.who !== 'anyone' && ` ${phrases.whoMayVote[poll.who]}`}</legend>
${fault !== undefined && html`<p class="fault">${phrases.fault[fault]}</p>`}
${notice !== undefined && html`<p class="fault">${notice}</p>`}
${poll.options.map((option) => choice(poll, option, chosen.includes(String(option.id))))}
</fieldset>`
  return html`<form class="poll-form" method="post" action="/polls/${poll.publicId}/votes"
data-pass="vote:${poll.publicId}" data-sending="${phrases.sending}" data-failed="${phrases.failed}">
${fields}
${pass !== undefined && hiddenField('pass', pass)}
<p class="poll-send"><button>${phrases.vote}</button>${poll.closesAt !== null && openUntil(poll.closesAt, locale)}</p>
</form>`
}

function choice(poll: Poll, option: PollOption, isChosen: boolean): Markup {
  const type = poll.maxChoices > 1 ? 'checkbox' : 'radio'
  const flags = html`${isChosen && html` checked`}${poll.maxChoices === 1 && html` required`}`
  const input = html`<input type="${type}" name="choice" value="${option.id}"${flags}>`
  const words = html`<span dir="auto">${option.label}</span>`
  return html`<label class="choice">${input}${optionPicture(option)}${words}</label>`
}

function openUntil(closesAt: number, locale: Locale): Markup {
  const time = formatTime(closesAt, 'full', locale)
  return html` <span class="quiet">${pollPhrases(locale.language).openUntil(time)}</span>`
}

/** What a reader is told after a vote: the same words whether it counts or was set aside. */
export type PublicOutcome = 'received' | 'changed' | 'already-voted' | 'closed' | 'not-open' | 'not-listed'

export type AnswerView = PanelView & { outcome: PublicOutcome; ballot?: Ballot | undefined; pass?: string | undefined }

/** What a vote is answered with: for the script in place of the form, without one on `/polls/{id}/mine`. */
export function pollAnswer(view: AnswerView): Markup {
  const { poll, now, ballot, locale } = view
  const thanks = view.outcome === 'received' ? receivedWords(poll, locale) : answerMessage(view)
  const mayChange = ballot !== undefined && poll.mayChange && isOpen(poll, now)
  return html`<p class="poll-thanks">${thanks}</p>
${ballot !== undefined && ownChoice(poll, ballot, locale)}
${publicResult(view, ballot)}
${ballot !== undefined && receiptWords(ballot, locale)}
${mayChange && changeForm(view, ballot)}`
}

function ownChoice(poll: Poll, ballot: Ballot, locale: Locale): Markup {
  const { yourChoice } = pollPhrases(locale.language)
  return html`<p>${yourChoice}: <strong>${ownLabels(poll, ballot, locale)}</strong></p>`
}

function receiptWords({ receipt }: Ballot, { language }: Locale): Markup {
  const phrases = pollPhrases(language)
  return html`<p class="quiet">${phrases.receipt}: <code>${receipt}</code>. ${phrases.receiptHelp}</p>`
}

function changeForm({ poll, locale, pass }: AnswerView, ballot: Ballot): Markup {
  const phrases = pollPhrases(locale.language)
  const explanation = html`<p class="quiet">${phrases.changeHelp(maxChanges)}</p>`
  const form = pollForm(poll, { locale, chosen: ballot.optionIds.map(String), pass })
  return html`<details class="poll-so-far"><summary>${phrases.change}</summary>${explanation}${form}</details>`
}

function receivedWords({ publicId }: Poll, { language }: Locale): Markup {
  const phrases = pollPhrases(language)
  return html`${phrases.received} <a href="/polls/${publicId}/certificate#checks">${phrases.seeHow}</a>.`
}

/** The outcome in one sentence, as it is announced and as the title of a page. */
export function answerMessage({ outcome, poll, locale, now, ballot }: AnswerView): string {
  const phrases = pollPhrases(locale.language)
  switch (outcome) {
    case 'received':
      return withheld(poll, { now, hasVoted: true }) === undefined
        ? phrases.recordedOf(poll.tally.counted + (poll.imported?.voters ?? 0))
        : phrases.recorded
    case 'changed':
      return phrases.changed
    case 'already-voted':
      return poll.mayChange && ballot !== undefined ? phrases.sameVote : phrases.alreadyVoted
    case 'closed':
      return poll.closesAt === null || !isClosed(poll, now)
        ? phrases.closed
        : phrases.closedAt(formatTime(poll.closesAt, 'full', locale))
    case 'not-open':
      return phrases.opensAt(formatTime(poll.opensAt, 'full', locale))
    case 'not-listed':
      return phrases.notListed
  }
}

type Back = { href: string; headline: string }

/** The panel of one reader's own page, `/polls/{id}/mine`. */
export function ownPoll(view: AnswerView & { back?: Back | undefined }): Markup {
  return html`${panel({ ...view, alone: true }, pollAnswer(view))}${backLink(view.back, view.locale)}`
}

/** The poll again on a page of its own: the pass is in it, or something was wrong with the choice. */
export function pollAgain(poll: Poll, view: FormView, back?: Back): Markup {
  return html`${panel({ poll, locale: view.locale, alone: true }, pollForm(poll, view))}${backLink(back, view.locale)}`
}

export type AddressView = {
  locale: Locale
  pass: string
  email?: string | Markup | undefined
  /** What is wrong, in words. */
  fault?: string | undefined
}

/** Asks a reader for an address, where a poll needs a confirmed one; the form behind it keeps the chosen answer. */
export function addressForm(poll: Poll, { locale, pass, email = '', fault }: AddressView): Markup {
  const phrases = pollPhrases(locale.language)
  const faulty = fault !== undefined && html` aria-invalid="true" aria-describedby="poll-address-fault"`
  return html`<form class="poll-address" method="post" action="/polls/${poll.publicId}/address">
<p>${phrases.addressNeeded}</p>
${fault !== undefined && html`<p class="fault" id="poll-address-fault">${fault}</p>`}
<p><label for="poll-address">${phrases.address}</label>
<input id="poll-address" type="email" name="email" autocomplete="email" required value="${email}"${faulty}></p>
${hiddenField('pass', pass)}<p><button>${phrases.sendLink}</button></p></form>`
}

export function addressPanel(poll: Poll, view: AddressView): Markup {
  return panel({ poll, locale: view.locale, alone: true }, addressForm(poll, view))
}

function panel(
  { poll, locale, alone = false }: { poll: Poll; locale: Locale; alone?: boolean | undefined },
  state: Markup,
): Markup {
  const id = `poll-${poll.publicId}-question`
  return html`<section class="poll" id="poll-${poll.publicId}" aria-labelledby="${id}">
<p class="label">${pollPhrases(locale.language).label}</p>
${alone ? html`<h1 id="${id}" dir="auto">${poll.question}</h1>` : html`<h2 id="${id}" dir="auto">${poll.question}</h2>`}
<div class="poll-state">${state}</div>
<p class="status" role="status"></p>
</section>`
}

function pollResult(view: PanelView): Markup {
  const { poll, now, locale } = view
  if (isClosed(poll, now))
    return html`${publicResult(view)}
<p class="quiet">${closingWords(poll, locale)}</p>`
  const opens = pollPhrases(locale.language).opensAt(formatTime(poll.opensAt, 'full', locale))
  return html`<p class="quiet">${opens}</p>${answersOnly(poll)}`
}

/** Of a closed poll. An import may not have known the moment. */
export function closingWords(
  { closesAt, imported }: Pick<PollWithTally, 'closesAt' | 'imported'>,
  locale: Locale,
): string {
  const phrases = pollPhrases(locale.language)
  return closesAt === null || closesAt === imported?.assumedCloseAt
    ? phrases.closed
    : phrases.closedAt(formatTime(closesAt, 'full', locale))
}

export function answersOnly(poll: Poll): Markup {
  const items = poll.options.map((option) => html`<li>${optionPicture(option)}<bdi>${option.label}</bdi></li>`)
  return html`<ul class="poll-answers">${items}</ul>`
}

function resultsSoFar(view: PanelView): Markup {
  const { poll, now, locale } = view
  if (withheld(poll, { now, hasVoted: false }) !== undefined) return publicResult(view)
  const { showResults } = pollPhrases(locale.language)
  return html`<details class="poll-so-far"><summary>${showResults}</summary>${publicResult(view)}</details>`
}

export function withheldWords(
  poll: Poll,
  kept: NonNullable<ReturnType<typeof withheld>>,
  { language }: Locale,
): string {
  const phrases = pollPhrases(language)
  if (kept === 'until-more') return phrases.resultsUntilMore(poll.hiddenUntil)
  return {
    'until-vote': phrases.resultsAfterVote,
    'until-close': phrases.resultsAfterClose,
    'staff-only': phrases.resultsStaff,
  }[kept]
}

export function help(
  { minChoices, maxChoices }: Pick<Poll, 'minChoices' | 'maxChoices'>,
  { language }: Locale,
): string {
  const phrases = pollPhrases(language)
  if (maxChoices === 1) return phrases.chooseOne
  return minChoices === maxChoices
    ? phrases.chooseExactly(maxChoices)
    : phrases.chooseBetween({ min: minChoices, max: maxChoices })
}

function ownLabels(poll: Poll, { optionIds }: Ballot, { language }: Locale): Markup {
  return formatList(
    language,
    poll.options
      .filter(({ id }) => optionIds.includes(id))
      .map(({ label }) => ({ text: label, html: html`<bdi>${label}</bdi>` })),
  )
}

function backLink(back: Back | undefined, { language }: Locale): Markup | false {
  return back !== undefined && onwardLink(back.href, pollPhrases(language).backToStory(back.headline))
}
