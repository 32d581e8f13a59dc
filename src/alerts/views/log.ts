import { html, type Markup } from '../../kit/markup.ts'
import type { Locale } from '../../kit/times.ts'
import { timeTag } from '../../layout/views/elements.ts'
import { foreignTo } from '../../layout/views/foreign.ts'
import { pagingLinks, type Paging } from '../../layout/views/lists.ts'
import type { LogEntry } from '../log.ts'
import { alertPhrases } from '../phrases.ts'

export type LogView = { entries: readonly LogEntry[]; paging: Paging }

export function logPage({ entries, paging }: LogView, locale: Locale): Markup {
  const { log } = alertPhrases(locale.language)
  return html`<header class="list-head"><h1>${log.title}</h1><p class="standfirst">${log.text}</p>
<p class="role"><a href="/-/alerts">${log.follow}</a></p></header>
${entries.length === 0 && html`<p class="quiet nothing">${log.none}</p>`}
${entries.length > 0 && html`<ol class="story-rows corrections">${entries.map((entry) => row(entry, locale))}</ol>`}
${pagingLinks(paging, locale)}`
}

function row(entry: LogEntry, locale: Locale): Markup {
  const { log } = alertPhrases(locale.language)
  const foreign = foreignTo(locale, entry.language)
  const audience = entry.audience === null ? log.fewReaders : log.audience(entry.audience)
  const title = html`<strong>${entry.title}</strong>`
  const said = entry.state === 'withdrawn' ? html`<s>${title}</s>` : title
  const linked = entry.path === null ? said : html`<a href="${entry.path}">${said}</a>`
  return html`<li id="${entry.publicId}"><p class="quiet">${log.level[entry.level]},
${timeTag(entry.sentAt, 'full', locale)}, ${audience}</p>
<p${foreign}>${linked}${entry.text !== '' && html`<br>${entry.text}`}</p>
${entry.overrideReason !== null && html`<p class="quiet">${log.alone(entry.overrideReason)}</p>`}
${entry.changes.map((change) => changeRow(entry, change, locale))}</li>`
}

function changeRow(
  { language }: LogEntry,
  { kind, words, title, madeAt }: LogEntry['changes'][number],
  locale: Locale,
): Markup {
  const { change } = alertPhrases(locale.language)
  const now = kind !== 'withdrawal' && html` → <strong>${title}</strong>`
  return html`<p${foreignTo(locale, language)}><strong>${change[kind]}:</strong> ${words}${now}
${timeTag(madeAt, 'full', locale, 'quiet')}</p>`
}
