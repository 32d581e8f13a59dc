import { html, type Markup } from '../../kit/markup.ts'
import type { Place } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'
import type { Link, Page, Publication } from './publication.ts'

/** The paper's name and its topics. On a phone the topics open below the name, without a script. */
export function masthead(
  { name, tagline, topics, languages, place, searchHref }: Publication,
  { kind, currentHref }: Page,
): Markup {
  const words = wordsOf(place.language)
  const front = kind === 'front'
  const title = html`<a href="${homeOf(place)}"${front && html` aria-current="page"`}>${name}</a>`
  return html`${
    languages.length > 0 &&
    html`<nav class="languages" aria-label="${words.languages}"><ul>${languages.map((other) => html`<li><a href="${other.href}" lang="${other.language}" hreflang="${other.language}"${other.language === place.language && html` aria-current="true"`}>${other.label}</a></li>`)}</ul></nav>
`
  }<header class="masthead">
<div class="masthead-name">${front ? html`<h1>${title}</h1>` : html`<p>${title}</p>`}${front && tagline !== '' && html`<p class="tagline">${tagline}</p>`}</div>
<p class="masthead-search${topics.length > 0 && ' with-topics'}"><a href="${searchHref}"${searchHref === currentHref && html` aria-current="page"`}>${words.search.title}</a></p>
${
  topics.length > 0 &&
  html`<details class="topics-fold"><summary>${words.topics}</summary><nav aria-label="${words.topics}"><ul>${links(topics, currentHref)}<li class="topics-search"><a href="${searchHref}">${words.search.title}</a></li></ul></nav></details>
<nav class="topics-row" aria-label="${words.topics}"><ul>${links(topics, currentHref)}</ul></nav>`
}
</header>`
}

/** The front page in the language of the page. */
export function homeOf({ prefix = '' }: Place): string {
  return `${prefix}/`
}

function links(topics: readonly Link[], currentHref: string | undefined): Markup[] {
  return topics.map(
    ({ label, href }) =>
      html`<li><a href="${href}"${href === currentHref && html` aria-current="true"`}>${label}</a></li>`,
  )
}

/** The ways to follow, one feed among them (the footer has the other formats); e-mail and push join with alerts. */
export function followStrip({ place, feeds, social }: Pick<Publication, 'place' | 'feeds' | 'social'>): Markup {
  const words = wordsOf(place.language)
  return html`<nav class="follow" aria-label="${words.follow}"><p class="label">${words.follow}</p>${waysToFollow({ feeds: feeds.slice(0, 1), social })}</nav>`
}

export function waysToFollow({ feeds, social }: Pick<Publication, 'feeds' | 'social'>): Markup {
  return html`<ul>${social.map(({ label, href }) => html`<li><a href="${href}" rel="me">${label}</a></li>`)}${feeds.map(({ label, href, type }) => html`<li><a href="${href}" type="${type}">${label}</a></li>`)}</ul>`
}
