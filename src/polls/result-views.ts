import { html, type Markup } from '../kit/markup.ts'
import { formatNumber, type Locale } from '../kit/times.ts'
import { headRow } from '../layout/views/elements.ts'
import { optionPicture } from './option-picture.ts'
import { pollPhrases } from './phrases.ts'
import type { Poll, PollOption, PollResults, ResultRow } from './poll.ts'

/** A real table: shares as words, with a bar behind each answer. What it cannot say stands below in the same size. */
export function pollResults(
  poll: Pick<Poll, 'publicId' | 'maxChoices' | 'options'>,
  results: PollResults,
  locale: Locale,
  { statement }: { /** The certificate's own, longer. */ statement?: string } = {},
): Markup {
  const phrases = pollPhrases(locale.language)
  const { setAside, rows, tiers } = results
  const columns = headRow([phrases.columnAnswer, phrases.columnShare, phrases.columnVotes])
  const body = rows.map((row) => {
    const option = poll.options.find(({ id }) => id === row.optionId)
    return resultRow(row, locale, option)
  })
  const removed = setAside > 0 && html` ${phrases.setAside(setAside)}`
  const certificate =
    statement === undefined && html` <a href="/polls/${poll.publicId}/certificate">${phrases.certificate}</a>`
  return html`<table class="poll-results"><caption class="visually-hidden">${phrases.results}</caption>
<thead class="visually-hidden">${columns}</thead>
<tbody>${body}</tbody></table>
<p class="poll-count">${countWords(poll, results, locale, statement)}${removed}${certificate}</p>
${tiers !== undefined && tierTable(rows, tiers, locale)}`
}

/** How many they are, what of it was imported, and that they chose themselves: never the one without the other. */
export function countWords(
  { maxChoices }: Pick<Poll, 'maxChoices'>,
  { voters, votes, imported }: PollResults,
  { language }: Locale,
  statement?: string,
): string {
  const phrases = pollPhrases(language)
  const count = maxChoices > 1 && voters > 0 ? phrases.votersAndVotes({ voters, votes }) : phrases.voters(voters)
  const origin = imported === 0 ? [] : [imported === voters ? phrases.importedAll : phrases.imported(imported)]
  return [count, ...origin, statement ?? phrases.selfSelected].join(' ')
}

function resultRow(
  { label, votes, percentage, own }: ResultRow,
  { language }: Locale,
  option: PollOption | undefined,
): Markup {
  const phrases = pollPhrases(language)
  const bar = html`<svg class="bar" aria-hidden="true" width="${percentage}%" height="100%">
<rect width="100%" height="100%"/></svg>`
  const answer = html`<span dir="auto">${label}${own && html` <em>${phrases.own}</em>`}</span>`
  return html`<tr${own && html` class="own"`}><th scope="row">${bar}${option && optionPicture(option)}${answer}</th>
<td>${phrases.percent(percentage)}</td><td class="quiet">${formatNumber(votes, language)}</td></tr>`
}

function tierTable(
  rows: readonly ResultRow[],
  { confirmed, others }: NonNullable<PollResults['tiers']>,
  { language }: Locale,
): Markup {
  const { tiersTitle, columnAnswer, columnConfirmed, columnOthers, percent } = pollPhrases(language)
  const columns = headRow([columnAnswer, columnConfirmed(confirmed.voters), columnOthers(others.voters)])
  const body = rows.map(
    ({ label }, index) => html`<tr><th scope="row" dir="auto">${label}</th>
<td>${percent(confirmed.percentages[index] ?? 0)}</td><td>${percent(others.percentages[index] ?? 0)}</td></tr>`,
  )
  return html`<div class="poll-tiers"><table><caption>${tiersTitle}</caption><thead>${columns}</thead>
<tbody>${body}</tbody></table></div>`
}
