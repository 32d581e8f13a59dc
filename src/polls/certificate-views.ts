import { html, type Markup } from '../kit/markup.ts'
import { formatNumber, formatTime, machineTime, type Place } from '../kit/times.ts'
import type { Certificate } from './certificate.ts'
import { optionPicture } from './option-picture.ts'
import { pollPhrases } from './phrases.ts'
import { mostChanges, type Poll } from './poll.ts'
import { pollResults } from './result-views.ts'
import { help } from './views.ts'

/** How a poll was asked and counted, for everybody. The result has its plain statement beside it in the same size. */
export function certificatePage(
  poll: Pick<Poll, 'publicId' | 'maxChoices' | 'options'>,
  certificate: Certificate,
  place: Place,
): Markup {
  const { label, results: title, proof } = pollPhrases(place.language)
  const { results, ballots, statements } = certificate
  return html`<article class="poll-proof">
<header><p class="label"><a href="/polls/${poll.publicId}">${label}</a></p><h1 dir="auto">${certificate.question}</h1></header>
${results === null ? html`<p>${proof.notYet}</p>` : html`<section class="poll" aria-label="${title}">${pollResults(poll, results, place, { statement: statements.selfSelected })}</section>`}
${asked(poll, certificate, place)}
${ballots !== null && counted(certificate, ballots, place)}
${checks(certificate, place)}
${section(proof.doubleVotesTitle, html`<p>${statements.doubleVotes}</p>`)}
${section(proof.privacyTitle, html`<p>${statements.privacy}</p>`)}
${changes(certificate, place)}
${hours(certificate, place)}
${receipts(poll, certificate, place)}
</article>`
}

function section(heading: string, content: Markup, id?: string): Markup {
  return html`<section${id !== undefined && html` id="${id}"`}><h2>${heading}</h2>${content}</section>`
}

function asked(poll: Pick<Poll, 'options'>, certificate: Certificate, place: Place): Markup {
  const { whoMayVote, proof: phrases } = pollPhrases(place.language)
  const { optionOrder, askedBy, opensAt, closesAt, closed, who, choices, mayChange } = certificate
  const rows: [string, Markup | string][] = [
    [
      optionOrder === 'fixed' ? phrases.options : phrases.optionsRotated,
      html`<ol>${poll.options.map((option) => html`<li dir="auto">${optionPicture(option)}<span>${option.label}</span></li>`)}</ol>`,
    ],
    [phrases.askedBy, askedBy],
    [phrases.opened, time(opensAt, place)],
    [closed ? phrases.closed : phrases.closes, closesAt === null ? phrases.noEnd : time(closesAt, place)],
    [phrases.whoMayVote, whoMayVote[who]],
    [phrases.choices, help({ minChoices: choices.min, maxChoices: choices.max }, place)],
    [phrases.changing, mayChange ? phrases.changingYes(mostChanges) : phrases.changingNo],
  ]
  return section(phrases.asked, facts(rows))
}

function counted(
  { opening }: Certificate,
  { counted: count, setAside, changed, setAsideBy }: NonNullable<Certificate['ballots']>,
  { language }: Place,
): Markup {
  const { proof: phrases, rules: named } = pollPhrases(language)
  const rules: Record<string, string> = named
  const reasons = Object.entries(setAsideBy).map(
    ([rule, ballots]) => html`<li>${rules[rule] ?? rule}: ${formatNumber(ballots, language)}</li>`,
  )
  return section(
    phrases.counted,
    facts([
      [phrases.ballotsCounted, formatNumber(count, language)],
      [phrases.ballotsSetAside, formatNumber(setAside, language)],
      ...(reasons.length > 0 ? [[phrases.setAsideBy, html`<ul>${reasons}</ul>`] as [string, Markup]] : []),
      ...(opening === null
        ? []
        : [[phrases.imported(opening.origin), formatNumber(opening.voters, language)] as [string, string]]),
      [phrases.ballotsChanged, formatNumber(changed, language)],
    ]),
  )
}

function checks({ rules, findings, statements, ballots }: Certificate, place: Place): Markup {
  const phrases = pollPhrases(place.language).proof
  const percent = (share: number) => pollPhrases(place.language).percent(Math.round(share * 100))
  const described = [
    phrases.checkPass,
    phrases.checkNetwork({ floor: rules.networkFloor, share: percent(rules.networkShare) }),
    phrases.checkBurst({ ballots: rules.burstBallots, skew: percent(rules.burstSkew) }),
  ]
  const found = findings.flatMap(({ startsAt, ballots: came, usual, answers }) =>
    answers.map(
      ({ label, share, usualShare }) =>
        html`<li>${phrases.finding({ time: formatTime(Date.parse(startsAt), 'full', place), ballots: came, usual, answer: label, share: percent(share), usualShare: percent(usualShare) })}</li>`,
    ),
  )
  return section(
    phrases.checks,
    html`<p>${phrases.checkIntro}</p><ul>${described.map((rule) => html`<li>${rule}</li>`)}</ul>
${ballots !== null && html`<h3>${phrases.findings}</h3>${found.length > 0 ? html`<ul>${found}</ul>` : html`<p>${phrases.noFindings}</p>`}`}<p>${statements.unseen}</p>`,
    'checks',
  )
}

function changes(certificate: Certificate, place: Place): Markup {
  const phrases = pollPhrases(place.language).proof
  const labels: Record<string, string> = phrases.what
  const said = (what: string, was: string, became: string) =>
    was === '' ? phrases.addition({ what, became }) : phrases.change({ what, was, became })
  if (certificate.changes.length === 0) return section(phrases.changes, html`<p>${phrases.noChanges}</p>`)
  return section(
    phrases.changes,
    html`<ul>${certificate.changes.map(({ at, what, was, became }) => html`<li>${time(at, place)}. ${said(labels[what] ?? what, was, became)}</li>`)}</ul>`,
  )
}

function hours({ hours: rows, ballots }: Certificate, place: Place): Markup | false {
  const phrases = pollPhrases(place.language).proof
  if (rows === null) return ballots !== null && section(phrases.hours, html`<p>${phrases.few}</p>`)
  return section(
    phrases.hours,
    html`<div class="table-scroll" tabindex="0" role="region" aria-label="${phrases.hours}"><table><thead><tr><th scope="col">${phrases.columnHour}</th><th scope="col">${phrases.columnCame}</th><th scope="col">${phrases.columnCounted}</th></tr></thead>
<tbody>${rows.map(({ startsAt, ballots: came, counted: count }) => html`<tr><th scope="row">${time(startsAt, place)}</th><td>${formatNumber(came, place.language)}</td><td>${formatNumber(count, place.language)}</td></tr>`)}</tbody></table></div>`,
  )
}

function receipts(
  { publicId }: Pick<Poll, 'publicId'>,
  { closed, receipts: parts }: Certificate,
  { language }: Place,
): Markup {
  const phrases = pollPhrases(language).proof
  const json = html`<p><a href="/polls/${publicId}/certificate.json">${phrases.json}</a></p>`
  if (parts === null)
    return section(phrases.receipts, html`<p>${closed ? phrases.notYet : phrases.receiptsLater}</p>${json}`)
  const link = (path: string, words: string) => html`<a href="${path}">${words}</a>`
  const list =
    parts.length === 1
      ? html`${link(parts[0] ?? '', phrases.receiptsLink)}.`
      : html`${phrases.receiptsLink}: ${phrases.receiptsInParts(parts.length)}`
  return section(
    phrases.receipts,
    html`<p>${list} ${phrases.receiptsHelp}</p>${parts.length > 1 && html`<ul class="receipt-parts">${parts.map((path, index) => html`<li>${link(path, phrases.receiptsPart(index + 1))}</li>`)}</ul>`}${json}`,
  )
}

function facts(rows: readonly [string, Markup | string][]): Markup {
  return html`<dl>${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`
}

function time(at: string, place: Place): Markup {
  const moment = Date.parse(at)
  return html`<time datetime="${machineTime(moment)}">${formatTime(moment, 'full', place)}</time>`
}
