import { html, type Markup } from '../../kit/markup.ts'
import type { Locale } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'
import type { Link, Page, Publication } from './publication.ts'

/** The paper's name and its topics. On a phone the topics open below the name, without a script. */
export function masthead(publication: Publication, { kind, currentHref }: Page): Markup {
  const { name, tagline, topics, languages, locale, searchHref } = publication
  const { search } = wordsOf(locale.language)
  const front = kind === 'front'
  const title = html`<a href="${homeOf(locale)}"${front && html` aria-current="page"`}>${name}</a>`
  const heading = front ? html`<h1>${title}</h1>` : html`<p>${title}</p>`
  const searchCurrent = searchHref === currentHref && html` aria-current="page"`
  return html`${languages.length > 0 && editions(publication)}<header class="masthead">
<div class="masthead-name">${heading}${front && tagline !== '' && html`<p class="tagline">${tagline}</p>`}</div>
<p class="masthead-search${topics.length > 0 && ' with-topics'}">
<a href="${searchHref}"${searchCurrent}>${search.title}</a></p>
${topics.length > 0 && topicLinks(publication, currentHref)}
</header>`
}

/** The paper in its other languages. */
function editions({ languages, locale }: Publication): Markup {
  const items = languages.map(({ label, href, language }) => {
    const current = language === locale.language && html` aria-current="true"`
    return html`<li><a href="${href}" lang="${language}" hreflang="${language}"${current}>${label}</a></li>`
  })
  return html`<nav class="languages" aria-label="${wordsOf(locale.language).languages}"><ul>${items}</ul></nav>
`
}

/** Twice: folded below the name for a phone, in a row for wider screens. The styles show one of them. */
function topicLinks({ topics, locale, searchHref }: Publication, currentHref: string | undefined): Markup {
  const words = wordsOf(locale.language)
  const items = links(topics, currentHref)
  const search = html`<li class="topics-search"><a href="${searchHref}">${words.search.title}</a></li>`
  const fold = html`<nav aria-label="${words.topics}"><ul>${items}${search}</ul></nav>`
  return html`<details class="topics-fold"><summary>${words.topics}</summary>${fold}</details>
<nav class="topics-row" aria-label="${words.topics}"><ul>${items}</ul></nav>`
}

/** The front page in the language of the page. */
export function homeOf({ prefix = '' }: Locale): string {
  return `${prefix}/`
}

function links(topics: readonly Link[], currentHref: string | undefined): Markup[] {
  return topics.map(
    ({ label, href }) =>
      html`<li><a href="${href}"${href === currentHref && html` aria-current="true"`}>${label}</a></li>`,
  )
}

/** The ways to follow, one feed among them (the footer has the other formats); e-mail and push join with alerts. */
export function followStrip({ locale, feeds, social }: Pick<Publication, 'locale' | 'feeds' | 'social'>): Markup {
  const { follow } = wordsOf(locale.language)
  const ways = waysToFollow({ feeds: feeds.slice(0, 1), social })
  return html`<nav class="follow" aria-label="${follow}"><p class="label">${follow}</p>${ways}</nav>`
}

export function waysToFollow({ feeds, social }: Pick<Publication, 'feeds' | 'social'>): Markup {
  const profiles = social.map(({ label, href }) => html`<li><a href="${href}" rel="me">${label}</a></li>`)
  const formats = feeds.map(({ label, href, type }) => html`<li><a href="${href}" type="${type}">${label}</a></li>`)
  return html`<ul>${profiles}${formats}</ul>`
}
