import { direction } from '../kit/languages.ts'
import { html, type Markup } from '../kit/markup.ts'
import { formatTime, type Locale } from '../kit/times.ts'
import { onwardLink } from '../layout/views/elements.ts'
import { pageTurns } from '../layout/views/lists.ts'
import { pollPhrases } from './phrases.ts'
import { isOpen, resultsOf, withheld, type ListedPoll, type PollWithTally } from './poll.ts'
import { pollResults } from './result-views.ts'
import { answersOnly, withheldWords } from './views.ts'

export type PollListView = {
  polls: readonly ListedPoll[]
  now: number
  locale: Locale
  newer: string | undefined
  older: string | undefined
}

/** All polls: those that take votes, then those that are closed. */
export function pollListPage({ polls, now, locale, newer, older }: PollListView): Markup {
  const phrases = pollPhrases(locale.language)
  const open = polls.filter((poll) => isOpen(poll, now))
  const closed = polls.filter((poll) => !isOpen(poll, now))
  const turns = pageTurns({
    label: phrases.list,
    previous: newer === undefined ? undefined : { href: newer, label: phrases.newer },
    next: older === undefined ? undefined : { href: older, label: phrases.older },
  })
  return html`<header class="list-head"><h1>${phrases.list}</h1></header>
<div class="poll-list">${polls.length === 0 && html`<p class="quiet">${phrases.listNone}</p>`}
${pollSection(phrases.listOpen, open, { now, locale })}
${pollSection(phrases.listClosed, closed, { now, locale })}</div>
${turns}`
}

function pollSection(
  heading: string,
  polls: readonly ListedPoll[],
  { now, locale }: { now: number; locale: Locale },
): Markup | false {
  const items = polls.map((poll) => {
    const heading = html`<h3 dir="auto"><a href="/polls/${poll.publicId}">${poll.question}</a></h3>`
    return html`<li>${heading}${stated(stateOf(poll, now, locale))}</li>`
  })
  return polls.length > 0 && html`<section><h2 class="label">${heading}</h2><ul>${items}</ul></section>`
}

function stated(words: string): Markup | false {
  return words !== '' && html`<p class="quiet">${words}</p>`
}

function stateOf(poll: ListedPoll, now: number, locale: Locale): string {
  const tally = { counted: poll.counted, setAside: 0, confirmed: 0, votes: [] }
  const isPublic = withheld({ ...poll, tally }, { now, hasVoted: false }) === undefined
  const voters = isPublic ? pollPhrases(locale.language).voters(poll.counted) : ''
  return [voters, endOf(poll, now, locale)].filter((words) => words !== '').join(' ')
}

function endOf(poll: ListedPoll, now: number, locale: Locale): string {
  if (poll.closesAt === null) return ''
  const phrases = pollPhrases(locale.language)
  const time = formatTime(poll.closesAt, 'full', locale)
  return isOpen(poll, now) ? phrases.openUntil(time) : phrases.closedAt(time)
}

export type EmbedView = { poll: PollWithTally; now: number; locale: Locale; paper: string; url: string; css: string }

/** For a frame on another site, where no cookie of ours arrives: question, result, and the way to vote at ours. */
export function pollEmbed(view: EmbedView): string {
  const { poll, now, locale, paper, url } = view
  const phrases = pollPhrases(locale.language)
  const kept = withheld(poll, { now, hasVoted: false })
  const state =
    kept === undefined
      ? pollResults(poll, resultsOf(poll), locale)
      : html`${answersOnly(poll)}<p class="quiet">${withheldWords(poll, kept, locale)}</p>`
  return html`<!doctype html>
<html lang="${locale.language}" dir="${direction(locale.language)}" class="embed">
<head>
${embedHead(view)}
</head>
<body><main><section class="poll"><p class="label">${phrases.label}, ${paper}</p><h1 dir="auto">${poll.question}</h1>
${state}
${onwardLink(url, isOpen(poll, now) ? phrases.voteHere(paper) : phrases.fullPoll(paper))}</section></main></body>
</html>
`.text
}

function embedHead({ poll, paper, url, css }: EmbedView): Markup {
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${poll.question} · ${paper}</title>
<meta name="robots" content="noindex">
<base target="_top">
<link rel="canonical" href="${url}">
<link rel="stylesheet" href="${css}">
<meta name="color-scheme" content="light dark">`
}
