import { html, type Markup } from '../kit/markup.ts'
import type { Place } from '../kit/times.ts'
import { briefList, type StoryCard } from '../layout/views/card.ts'
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

export function searchPage({ form, results, meant, message, isEmpty, latest }: SearchView, place: Place): Markup {
  const words = wordsOf(place.language)
  return html`<header class="list-head"><h1>${words.search.title}</h1></header>
<div class="search">${searchForm(form, place)}
${message !== undefined && html`<p class="search-message" role="status">${message}</p>`}
${meant !== undefined && html`<p class="search-meant">${words.search.meant} <a href="${meant.href}"><bdi>${meant.text}</bdi></a>?</p>`}
${isEmpty && nothingFound(place)}
${results !== undefined && found(results, place)}
${latest.length > 0 && html`<section class="search-latest" aria-labelledby="latest-heading"><h2 class="label" id="latest-heading">${words.latest}</h2>${briefList(latest, { place })}</section>`}</div>`
}

function searchForm({ action, values, byTime, faults, topics }: SearchForm, place: Place): Markup {
  const { search } = wordsOf(place.language)
  const isNarrowed = values.topic !== '' || values.author !== '' || values.from !== '' || values.to !== ''
  return html`<form class="search-form" method="get" action="${action}" role="search" aria-label="${search.title}">
<div class="field">${label('q', search.field)}<p class="help" id="search-q-help">${search.fieldHelp}</p>${fault('q', faults)}
<div class="search-line"><input type="search" id="search-q" name="q" value="${values.q}" dir="auto" autocomplete="off" maxlength="500"${described('q', faults, true)}><button>${search.button}</button></div></div>
<details class="search-narrow"${isNarrowed && html` open`}><summary>${search.narrow}</summary><div class="fields">
<div class="field">${label('topic', search.topic)}${fault('topic', faults)}<select id="search-topic" name="topic"${described('topic', faults)}><option value="">${search.anyTopic}</option>${topics.map(({ slug, name, isBelow }) => html`<option value="${slug}"${slug === values.topic && html` selected`}>${isBelow && '– '}${name}</option>`)}</select></div>
<div class="field">${label('author', search.author)}<p class="help" id="search-author-help">${search.authorHelp}</p>${fault('author', faults)}<input id="search-author" name="author" value="${values.author}" dir="auto" autocomplete="off"${described('author', faults, true)}></div>
${dateField('from', search.from, values.from, faults)}${dateField('to', search.to, values.to, faults)}
</div></details>
${byTime && html`<input type="hidden" name="sort" value="newest">`}</form>`
}

/** A browser shows nothing of a date that is none: what was typed stays to be seen in a plain field. */
function dateField(name: 'from' | 'to', text: string, value: string, faults: SearchForm['faults']): Markup {
  return html`<div class="field">${label(name, text)}${fault(name, faults)}<input type="${faults[name] === undefined ? 'date' : 'text'}" id="search-${name}" name="${name}" value="${value}"${described(name, faults)}></div>`
}

function label(name: SearchField, text: string): Markup {
  return html`<label for="search-${name}">${text}</label>`
}

function fault(name: SearchField, faults: SearchForm['faults']): Markup | undefined {
  return faults[name] === undefined ? undefined : html`<p class="fault" id="search-${name}-fault">${faults[name]}</p>`
}

function described(name: SearchField, faults: SearchForm['faults'], hasHelp = false): Markup {
  const ids = [hasHelp && `search-${name}-help`, faults[name] !== undefined && `search-${name}-fault`].filter(
    (id) => id !== false,
  )
  return html`${ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`}${faults[name] !== undefined && html` aria-invalid="true"`}`
}

function found(
  { cards, count, note, orders, paging, further }: NonNullable<SearchView['results']>,
  place: Place,
): Markup {
  return html`<div class="search-head"><h2 class="search-count">${count}</h2><ul class="search-orders" aria-label="${wordsOf(place.language).search.sort}">${orders.map(({ label: order, href, isCurrent }) => html`<li>${isCurrent ? html`<span aria-current="true">${order}</span>` : html`<a href="${href}">${order}</a>`}</li>`)}</ul></div>
${note !== undefined && html`<p class="search-note">${note}</p>`}
${storyRows(cards, { place })}
${further !== undefined && html`<p class="quiet">${further}</p>`}${pagingLinks(paging, place)}`
}

function nothingFound({ language }: Place): Markup {
  const { title, text, fewer, spelling, wider } = wordsOf(language).search.none
  return html`<section class="search-none" aria-labelledby="none-heading"><h2 id="none-heading">${title}</h2><p>${text}</p><ul>${[fewer, spelling, wider].map((hint) => html`<li>${hint}</li>`)}</ul></section>`
}
