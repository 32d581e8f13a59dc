import { html, type Markup } from '../kit/markup.ts'
import type { Locale } from '../kit/times.ts'
import { briefList, type StoryCard } from '../layout/views/card.ts'
import { hiddenField, labelledSection } from '../layout/views/elements.ts'
import { pagingLinks, storyRows, type Paging } from '../layout/views/lists.ts'
import { wordsOf } from '../layout/words.ts'

export type SearchField = 'q' | 'topic' | 'author' | 'from' | 'to' | 'page'

/** What stands in the form: as it was typed, even where it is faulty. */
export type SearchForm = {
  action: string
  values: Record<'q' | 'topic' | 'author' | 'from' | 'to', string>
  byTime: boolean
  faults: Partial<Record<SearchField, string>>
  topics: readonly { slug: string; name: string; isBelow: boolean }[]
}

export type SearchView = {
  form: SearchForm
  /** Undefined where nothing was searched for, or nothing could be. */
  results?:
    | {
        cards: readonly StoryCard[]
        count: string
        note: string | undefined
        orders: readonly { label: string; href: string; isCurrent: boolean }[]
        paging: Paging
        further: string | undefined
      }
    | undefined
  meant?: { text: string; href: string } | undefined
  /** What hinders: a busy house, nothing but signs. */
  message?: string | undefined
  /** Nothing was found. */
  isEmpty: boolean
  latest: readonly StoryCard[]
}

export function searchPage({ form, results, meant, message, isEmpty, latest }: SearchView, locale: Locale): Markup {
  const words = wordsOf(locale.language)
  const newest =
    latest.length > 0 && labelledSection('latest', words.latest, briefList(latest, { locale }), 'search-latest')
  return html`<header class="list-head"><h1>${words.search.title}</h1></header>
<div class="search">${searchForm(form, locale)}
${message !== undefined && html`<p class="search-message" role="status">${message}</p>`}
${meant !== undefined && didYouMean(meant, locale)}
${isEmpty && nothingFound(locale)}
${results !== undefined && found(results, locale)}
${newest}</div>`
}

function didYouMean({ text, href }: NonNullable<SearchView['meant']>, { language }: Locale): Markup {
  return html`<p class="search-meant">${wordsOf(language).search.meant} <a href="${href}"><bdi>${text}</bdi></a>?</p>`
}

function searchForm({ action, values, byTime, faults, topics }: SearchForm, locale: Locale): Markup {
  const { search } = wordsOf(locale.language)
  const isNarrowed = values.topic !== '' || values.author !== '' || values.from !== '' || values.to !== ''
  return html`<form class="search-form" method="get" action="${action}" role="search" aria-label="${search.title}">
${wordsField(values.q, faults, locale)}
<details class="search-narrow"${isNarrowed && html` open`}><summary>${search.narrow}</summary><div class="fields">
${topicField(topics, values.topic, faults, locale)}
${authorField(values.author, faults, locale)}
${dateField('from', search.from, values.from, faults)}${dateField('to', search.to, values.to, faults)}
</div></details>
${byTime && hiddenField('sort', 'newest')}</form>`
}

function wordsField(value: string, faults: SearchForm['faults'], { language }: Locale): Markup {
  const { search } = wordsOf(language)
  const attributes = html`value="${value}" dir="auto" autocomplete="off" maxlength="500"${described('q', faults, true)}`
  return html`<div class="field">${label('q', search.field)}<p class="help" id="search-q-help">${search.fieldHelp}</p>
${fault('q', faults)}
<div class="search-line"><input type="search" id="search-q" name="q" ${attributes}>
<button>${search.button}</button></div></div>`
}

function topicField(
  topics: SearchForm['topics'],
  chosen: string,
  faults: SearchForm['faults'],
  { language }: Locale,
): Markup {
  const { search } = wordsOf(language)
  const option = ({ slug, name, isBelow }: SearchForm['topics'][number]) =>
    html`<option value="${slug}"${slug === chosen && html` selected`}>${isBelow && '– '}${name}</option>`
  return html`<div class="field">${label('topic', search.topic)}${fault('topic', faults)}
<select id="search-topic" name="topic"${described('topic', faults)}>
<option value="">${search.anyTopic}</option>${topics.map(option)}</select></div>`
}

function authorField(value: string, faults: SearchForm['faults'], { language }: Locale): Markup {
  const { search } = wordsOf(language)
  const attributes = html`value="${value}" dir="auto" autocomplete="off"${described('author', faults, true)}`
  return html`<div class="field">${label('author', search.author)}
<p class="help" id="search-author-help">${search.authorHelp}</p>${fault('author', faults)}
<input id="search-author" name="author" ${attributes}></div>`
}

/** A browser shows nothing of a date that is none: what was typed stays to be seen in a plain field. */
function dateField(name: 'from' | 'to', text: string, value: string, faults: SearchForm['faults']): Markup {
  const type = faults[name] === undefined ? 'date' : 'text'
  return html`<div class="field">${label(name, text)}${fault(name, faults)}
<input type="${type}" id="search-${name}" name="${name}" value="${value}"${described(name, faults)}></div>`
}

function label(name: SearchField, text: string): Markup {
  return html`<label for="search-${name}">${text}</label>`
}

function fault(name: SearchField, faults: SearchForm['faults']): Markup | undefined {
  return faults[name] === undefined ? undefined : html`<p class="fault" id="search-${name}-fault">${faults[name]}</p>`
}

function described(name: SearchField, faults: SearchForm['faults'], hasHelp = false): Markup {
  const isFaulty = faults[name] !== undefined
  const ids = [hasHelp && `search-${name}-help`, isFaulty && `search-${name}-fault`].filter((id) => id !== false)
  const description = ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`
  return html`${description}${isFaulty && html` aria-invalid="true"`}`
}

function found(
  { cards, count, note, orders, paging, further }: NonNullable<SearchView['results']>,
  locale: Locale,
): Markup {
  const { sort } = wordsOf(locale.language).search
  return html`<div class="search-head"><h2 class="search-count">${count}</h2>
<ul class="search-orders" aria-label="${sort}">${orders.map(orderItem)}</ul></div>
${note !== undefined && html`<p class="search-note">${note}</p>`}
${storyRows(cards, { locale })}
${further !== undefined && html`<p class="quiet">${further}</p>`}${pagingLinks(paging, locale)}`
}

function orderItem({ label: order, href, isCurrent }: NonNullable<SearchView['results']>['orders'][number]): Markup {
  return isCurrent
    ? html`<li><span aria-current="true">${order}</span></li>`
    : html`<li><a href="${href}">${order}</a></li>`
}

function nothingFound({ language }: Locale): Markup {
  const { title, text, fewer, spelling, wider } = wordsOf(language).search.none
  const hints = [fewer, spelling, wider].map((hint) => html`<li>${hint}</li>`)
  return html`<section class="search-none" aria-labelledby="none-heading">
<h2 id="none-heading">${title}</h2><p>${text}</p><ul>${hints}</ul></section>`
}
