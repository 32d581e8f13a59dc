import { html, type Markup } from '../kit/markup.ts'
import { formatNumber, type Place } from '../kit/times.ts'
import { optionPicture } from './option-picture.ts'
import { pollPhrases } from './phrases.ts'
import type { Poll, PollOption, PollResults, ResultRow } from './poll.ts'

/** A real table: shares as words, with a bar behind each answer. What it cannot say stands below in the same size. */
export function pollResults(
  poll: Pick<Poll, 'publicId' | 'maxChoices' | 'options'>,
  results: PollResults,
  place: Place,
  { statement }: { /** The certificate's own, longer. */ statement?: string } = {},
): Markup {
  const phrases = pollPhrases(place.language)
  const { setAside, rows, tiers } = results
  return html`<table class="poll-results"><caption class="visually-hidden">${phrases.results}</caption><thead class="visually-hidden"><tr><th scope="col">${phrases.columnAnswer}</th><th scope="col">${phrases.columnShare}</th><th scope="col">${phrases.columnVotes}</th></tr></thead>
<tbody>${rows.map((row) =>
    resultRow(
      row,
      place,
      poll.options.find(({ id }) => id === row.optionId),
    ),
  )}</tbody></table>
<p class="poll-count">${countWords(poll, results, place, statement)}${setAside > 0 && html` ${phrases.setAside(setAside)}`}${statement === undefined && html` <a href="/polls/${poll.publicId}/certificate">${phrases.certificate}</a>`}</p>
${tiers !== undefined && tierTable(rows, tiers, place)}`
}

/** How many they are, what of it was imported, and that they chose themselves: never the one without the other. */
export function countWords(
  { maxChoices }: Pick<Poll, 'maxChoices'>,
  { voters, votes, imported }: PollResults,
  { language }: Place,
  statement?: string,
): string {
  const phrases = pollPhrases(language)
  const count = maxChoices > 1 && voters > 0 ? phrases.votersAndVotes({ voters, votes }) : phrases.voters(voters)
  const origin = imported === 0 ? [] : [imported === voters ? phrases.importedAll : phrases.imported(imported)]
  return [count, ...origin, statement ?? phrases.selfSelected].join(' ')
}

function resultRow(
  { label, votes, percentage, own }: ResultRow,
  { language }: Place,
  option: PollOption | undefined,
): Markup {
  const phrases = pollPhrases(language)
  return html`<tr${own && html` class="own"`}><th scope="row"><svg class="bar" aria-hidden="true" width="${percentage}%" height="100%"><rect width="100%" height="100%"/></svg>${option && optionPicture(option)}<span dir="auto">${label}${own && html` <em>${phrases.own}</em>`}</span></th><td>${phrases.percent(percentage)}</td><td class="quiet">${formatNumber(votes, language)}</td></tr>`
}

function tierTable(
  rows: readonly ResultRow[],
  { confirmed, others }: NonNullable<PollResults['tiers']>,
  { language }: Place,
): Markup {
  const phrases = pollPhrases(language)
  return html`<div class="poll-tiers"><table><caption>${phrases.tiersTitle}</caption><thead><tr><th scope="col">${phrases.columnAnswer}</th><th scope="col">${phrases.columnConfirmed(confirmed.voters)}</th><th scope="col">${phrases.columnOthers(others.voters)}</th></tr></thead>
<tbody>${rows.map(({ label }, index) => html`<tr><th scope="row" dir="auto">${label}</th><td>${phrases.percent(confirmed.percentages[index] ?? 0)}</td><td>${phrases.percent(others.percentages[index] ?? 0)}</td></tr>`)}</tbody></table></div>`
}
