import { html, type Markup } from '../kit/markup.ts'
import { formatNumber, formatTime, type Locale } from '../kit/times.ts'
import { scrollingTable, tableRow, timeTag } from '../layout/views/elements.ts'
import type { Certificate } from './certificate.ts'
import { optionPicture } from './option-picture.ts'
import { pollPhrases } from './phrases.ts'
import { maxChanges, type Poll } from './poll.ts'
import { pollResults } from './result-views.ts'
import { help } from './views.ts'

/** How a poll was asked and counted, for everybody. The result has its plain statement beside it in the same size. */
export function certificatePage(
  poll: Pick<Poll, 'publicId' | 'maxChoices' | 'options'>,
  certificate: Certificate,
  locale: Locale,
): Markup {
  const { label, proof } = pollPhrases(locale.language)
  const { ballots, statements } = certificate
  return html`<article class="poll-proof">
<header><p class="label"><a href="/polls/${poll.publicId}">${label}</a></p>
<h1 dir="auto">${certificate.question}</h1></header>
${result(poll, certificate, locale)}
${asked(poll, certificate, locale)}
${ballots !== null && counted(certificate, ballots, locale)}
${checks(certificate, locale)}
${section(proof.doubleVotesTitle, html`<p>${statements.doubleVotes}</p>`)}
${section(proof.privacyTitle, html`<p>${statements.privacy}</p>`)}
${changes(certificate, locale)}
${hours(certificate, locale)}
${receipts(poll, certificate, locale)}
</article>`
}

function result(
  poll: Pick<Poll, 'publicId' | 'maxChoices' | 'options'>,
  { results, statements }: Certificate,
  locale: Locale,
): Markup {
  const { results: title, proof } = pollPhrases(locale.language)
  if (results === null) return html`<p>${proof.notYet}</p>`
  const table = pollResults(poll, results, locale, { statement: statements.selfSelected })
  return html`<section class="poll" aria-label="${title}">${table}</section>`
}

function section(heading: string, content: Markup, id?: string): Markup {
  return html`<section${id !== undefined && html` id="${id}"`}><h2>${heading}</h2>${content}</section>`
}

function asked(poll: Pick<Poll, 'options'>, certificate: Certificate, locale: Locale): Markup {
  const { whoMayVote, proof: phrases } = pollPhrases(locale.language)
  const { optionOrder, askedBy, opensAt, closesAt, closed, who, choices, mayChange } = certificate
  const options = poll.options.map(
    (option) => html`<li dir="auto">${optionPicture(option)}<span>${option.label}</span></li>`,
  )
  const rows: [string, Markup | string][] = [
    [optionOrder === 'fixed' ? phrases.options : phrases.optionsRotated, html`<ol>${options}</ol>`],
    [phrases.askedBy, askedBy],
    [phrases.opened, time(opensAt, locale)],
    [closed ? phrases.closed : phrases.closes, closesAt === null ? phrases.noEnd : time(closesAt, locale)],
    [phrases.whoMayVote, whoMayVote[who]],
    [phrases.choices, help({ minChoices: choices.min, maxChoices: choices.max }, locale)],
    [phrases.changing, mayChange ? phrases.changingYes(maxChanges) : phrases.changingNo],
  ]
  return section(phrases.asked, facts(rows))
}

function counted(
  { imported }: Certificate,
  { counted: count, setAside, changed, setAsideBy }: NonNullable<Certificate['ballots']>,
  { language }: Locale,
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
      ...(imported === null
        ? []
        : [[phrases.imported(imported.origin), formatNumber(imported.voters, language)] as [string, string]]),
      [phrases.ballotsChanged, formatNumber(changed, language)],
    ]),
  )
}

function checks({ rules, findings, statements, ballots }: Certificate, locale: Locale): Markup {
  const { percent: percentage, proof: phrases } = pollPhrases(locale.language)
  const percent = (share: number) => percentage(Math.round(share * 100))
  const described = [
    phrases.checkPass,
    phrases.checkNetwork({ floor: rules.networkFloor, share: percent(rules.networkShare) }),
    phrases.checkBurst({ ballots: rules.burstBallots, skew: percent(rules.burstSkew) }),
  ]
  return section(
    phrases.checks,
    html`<p>${phrases.checkIntro}</p><ul>${described.map((rule) => html`<li>${rule}</li>`)}</ul>
${ballots !== null && found(findings, locale)}<p>${statements.unseen}</p>`,
    'checks',
  )
}

/** The ten minutes in which one answer came unusually often. */
function found(findings: Certificate['findings'], locale: Locale): Markup {
  const { percent: percentage, proof: phrases } = pollPhrases(locale.language)
  const percent = (share: number) => percentage(Math.round(share * 100))
  const items = findings.flatMap(({ startsAt, ballots, usual, answers }) => {
    const time = formatTime(Date.parse(startsAt), 'full', locale)
    return answers.map(({ label: answer, share, usualShare }) => {
      const shares = { share: percent(share), usualShare: percent(usualShare) }
      return html`<li>${phrases.finding({ time, ballots, usual, answer, ...shares })}</li>`
    })
  })
  const list = items.length > 0 ? html`<ul>${items}</ul>` : html`<p>${phrases.noFindings}</p>`
  return html`<h3>${phrases.findings}</h3>${list}`
}

function changes(certificate: Certificate, locale: Locale): Markup {
  const phrases = pollPhrases(locale.language).proof
  if (certificate.changes.length === 0) return section(phrases.changes, html`<p>${phrases.noChanges}</p>`)
  const labels: Record<string, string> = phrases.what
  const said = (what: string, was: string, became: string) =>
    was === '' ? phrases.addition({ what, became }) : phrases.change({ what, was, became })
  const items = certificate.changes.map(
    ({ at, what, was, became }) => html`<li>${time(at, locale)}. ${said(labels[what] ?? what, was, became)}</li>`,
  )
  return section(phrases.changes, html`<ul>${items}</ul>`)
}

function hours({ hours: rows, ballots }: Certificate, locale: Locale): Markup | false {
  const phrases = pollPhrases(locale.language).proof
  if (rows === null) return ballots !== null && section(phrases.hours, html`<p>${phrases.few}</p>`)
  const number = (value: number) => formatNumber(value, locale.language)
  return section(
    phrases.hours,
    scrollingTable(
      phrases.hours,
      [phrases.columnHour, phrases.columnCame, phrases.columnCounted],
      rows.map((row) => tableRow(time(row.startsAt, locale), [number(row.ballots), number(row.counted)])),
    ),
  )
}

function receipts(
  { publicId }: Pick<Poll, 'publicId'>,
  { closed, receipts: parts }: Certificate,
  { language }: Locale,
): Markup {
  const phrases = pollPhrases(language).proof
  const json = html`<p><a href="/polls/${publicId}/certificate.json">${phrases.json}</a></p>`
  if (parts === null)
    return section(phrases.receipts, html`<p>${closed ? phrases.notYet : phrases.receiptsLater}</p>${json}`)
  const link = (path: string, words: string) => html`<a href="${path}">${words}</a>`
  if (parts.length === 1) {
    const whole = link(parts[0] ?? '', phrases.receiptsLink)
    return section(phrases.receipts, html`<p>${whole}. ${phrases.receiptsHelp}</p>${json}`)
  }
  const items = parts.map((path, index) => html`<li>${link(path, phrases.receiptsPart(index + 1))}</li>`)
  const list = parts.length > 1 && html`<ul class="receipt-parts">${items}</ul>`
  const words = html`${phrases.receiptsLink}: ${phrases.receiptsInParts(parts.length)} ${phrases.receiptsHelp}`
  return section(phrases.receipts, html`<p>${words}</p>${list}${json}`)
}

function facts(rows: readonly [string, Markup | string][]): Markup {
  return html`<dl>${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`
}

function time(at: string, locale: Locale): Markup {
  return timeTag(Date.parse(at), 'full', locale)
}
