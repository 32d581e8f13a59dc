import { direction } from '../../kit/languages.ts'
import { dataScript, html, type Markup } from '../../kit/markup.ts'
import type { Locale } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'
import { siteFooter } from './footer.ts'
import { masthead } from './masthead.ts'
import type { Publication, Page } from './publication.ts'

/** A whole page, from doctype to end: what a handler answers with. */
export function renderPage(publication: Publication, page: Page, main: Markup): string {
  return html`<!doctype html>
<html lang="${publication.locale.language}" dir="${direction(publication.locale.language)}" class="${page.kind}">
<head>
${head(publication, page)}
</head>
<body>
<a class="skip" href="#main">${wordsOf(publication.locale.language).skip}</a>
${publication.notice !== undefined && notice(publication.notice, publication.locale)}
${masthead(publication, page)}
<main id="main" tabindex="-1">
${main}
</main>
${siteFooter(publication)}
</body>
</html>
`.text
}

function head(publication: Publication, page: Page): Markup {
  const { assets } = publication
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title === '' ? publication.name : `${page.title} · ${publication.name}`}</title>
${page.description !== '' && html`<meta name="description" content="${page.description}">`}
<meta name="robots" content="${page.noindex === true ? 'noindex' : 'max-image-preview:large'}">
${page.canonical !== undefined && html`<link rel="canonical" href="${page.canonical}">`}
${alternates(page.alternates)}<link rel="stylesheet" href="${assets.css}">
${publication.accentHref !== undefined && html`<link rel="stylesheet" href="${publication.accentHref}">`}
${assets.preload.map((font) => html`<link rel="preload" href="${font}" as="font" type="font/woff2" crossorigin>`)}
<script type="module" src="${assets.js}" fetchpriority="low"></script>
${page.own !== undefined && ownAssets(page.own)}
${page.refreshSeconds !== undefined && refresh(page.refreshSeconds)}
<link rel="icon" href="/-/icon.svg" type="image/svg+xml">
<link rel="manifest" href="${publication.place.prefix ?? ''}/manifest.webmanifest">
<meta name="color-scheme" content="light dark">
${publication.feeds.map(({ label, href, type }) => alternate(type, `${publication.name}, ${label}`, href))}
${page.otherForms?.map(({ type, href, title }) => alternate(type, title, href))}
${openSearch(publication)}
${openGraph(publication, page)}
${page.structuredData?.map(dataScript)}`
}

function ownAssets({ css, js }: NonNullable<Page['own']>): Markup {
  const styles = css !== undefined && html`<link rel="stylesheet" href="${css}">`
  return html`${styles}<script type="module" src="${js}"></script>`
}

function refresh(seconds: number): Markup {
  return html`<noscript><meta http-equiv="refresh" content="${seconds}"></noscript>`
}

function alternate(type: string, title: string, href: string): Markup {
  return html`<link rel="alternate" type="${type}" title="${title}" href="${href}">`
}

function openSearch({ name, locale }: Publication): Markup {
  const title = wordsOf(locale.language).search.openSearch(name)
  const type = 'application/opensearchdescription+xml'
  return html`<link rel="search" type="${type}" title="${title}" href="/-/opensearch.xml">`
}

function alternates(languages: Page['alternates'] = []): Markup {
  const [first] = languages
  const link = (language: string, href: string) => html`<link rel="alternate" hreflang="${language}" href="${href}">\n`
  const links = languages.map(({ language, href }) => link(language, href))
  return html`${links}${first !== undefined && link('x-default', first.href)}`
}

function openGraph({ name }: Publication, page: Page): Markup {
  const { title, description, canonical, language, openGraph: story } = page
  const card = story?.image === undefined ? 'summary' : 'summary_large_image'
  return html`${property('og:site_name', name)}
${property('og:type', story?.type ?? 'website')}
${property('og:title', story?.title ?? (title || name))}
${description !== '' && property('og:description', description)}
${canonical !== undefined && property('og:url', canonical)}
${property('og:locale', language.replace('-', '_'))}
${story?.image !== undefined && openGraphImage(story.image)}<meta name="twitter:card" content="${card}">
${story?.publishedAt !== undefined && momentProperty('article:published_time', story.publishedAt)}
${story?.updatedAt !== undefined && momentProperty('article:modified_time', story.updatedAt)}`
}

function openGraphImage({ url, width, height, alt }: NonNullable<NonNullable<Page['openGraph']>['image']>): Markup {
  return html`${property('og:image', url)}
${property('og:image:width', width)}
${property('og:image:height', height)}
${property('og:image:alt', alt)}
`
}

function momentProperty(name: string, at: number): Markup {
  return property(name, new Date(at).toISOString())
}

function property(name: string, content: string | number): Markup {
  return html`<meta property="${name}" content="${content}">`
}

function notice({ words, link }: NonNullable<Publication['notice']>, { language }: Locale): Markup {
  const onward = link !== undefined && html` <a href="${link.href}">${link.label}</a>`
  return html`<aside class="notice" aria-label="${wordsOf(language).notice}"><p>${words}${onward}</p></aside>`
}
