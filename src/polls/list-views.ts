import { direction } from '../kit/languages.ts'
import { html, type Markup } from '../kit/markup.ts'
import { formatTime, type Place } from '../kit/times.ts'
import { pollPhrases } from './phrases.ts'
import { isOpen, resultsOf, withheld, type ListedPoll, type PollWithTally } from './poll.ts'
import { pollResults } from './result-views.ts'
import { answersOnly, withheldWords } from './views.ts'

export type PollListView = {
  polls: readonly ListedPoll[]
  now: number
  place: Place
  newer: string | undefined
  older: string | undefined
}

/** All polls: those that take votes, then those that are closed. */
export function pollListPage({ polls, now, place, newer, older }: PollListView): Markup {
  const phrases = pollPhrases(place.language)
  const open = polls.filter((poll) => isOpen(poll, now))
  const closed = polls.filter((poll) => !isOpen(poll, now))
  return html`<header class="list-head"><h1>${phrases.list}</h1></header>
<div class="poll-list">${polls.length === 0 && html`<p class="quiet">${phrases.listNone}</p>`}${listed(phrases.listOpen, open, { now, place })}${listed(phrases.listClosed, closed, { now, place })}</div>
${(newer !== undefined || older !== undefined) && html`<nav class="paging" aria-label="${phrases.list}">${newer !== undefined && html`<a rel="prev" href="${newer}">${phrases.newer}</a>`}${older !== undefined && html`<a rel="next" href="${older}">${phrases.older}</a>`}</nav>`}`
}

function listed(
  heading: string,
  polls: readonly ListedPoll[],
  { now, place }: { now: number; place: Place },
): Markup | false {
  return (
    polls.length > 0 &&
    html`<section><h2 class="label">${heading}</h2><ul>${polls.map((poll) => html`<li><h3 dir="auto"><a href="/polls/${poll.publicId}">${poll.question}</a></h3>${stated(stateOf(poll, now, place))}</li>`)}</ul></section>`
  )
}

function stated(words: string): Markup | false {
  return words !== '' && html`<p class="quiet">${words}</p>`
}

function stateOf(poll: ListedPoll, now: number, place: Place): string {
  const phrases = pollPhrases(place.language)
  const isTold =
    withheld(
      { ...poll, tally: { counted: poll.counted, setAside: 0, confirmed: 0, votes: [] } },
      { now, hasVoted: false },
    ) === undefined
  const end =
    poll.closesAt === null
      ? ''
      : isOpen(poll, now)
        ? phrases.openUntil(formatTime(poll.closesAt, 'full', place))
        : phrases.closedAt(formatTime(poll.closesAt, 'full', place))
  return [isTold ? phrases.voters(poll.counted) : '', end].filter((words) => words !== '').join(' ')
}

export type EmbedView = { poll: PollWithTally; now: number; place: Place; paper: string; url: string; css: string }

/** For a frame on another site, where no cookie of ours arrives: question, result, and the way to vote at ours. */
export function pollEmbed({ poll, now, place, paper, url, css }: EmbedView): string {
  const phrases = pollPhrases(place.language)
  const kept = withheld(poll, { now, hasVoted: false })
  return html`<!doctype html>
<html lang="${place.language}" dir="${direction(place.language)}" class="embed">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${poll.question} · ${paper}</title><meta name="robots" content="noindex"><base target="_top"><link rel="canonical" href="${url}"><link rel="stylesheet" href="${css}"><meta name="color-scheme" content="light dark"></head>
<body><main><section class="poll"><p class="label">${phrases.label}, ${paper}</p><h1 dir="auto">${poll.question}</h1>
${kept === undefined ? pollResults(poll, resultsOf(poll), place) : html`${answersOnly(poll)}<p class="quiet">${withheldWords(poll, kept, place)}</p>`}
<p class="onward"><a href="${url}">${isOpen(poll, now) ? phrases.voteHere(paper) : phrases.fullPoll(paper)}</a></p></section></main></body>
</html>
`.text
}
