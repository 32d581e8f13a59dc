import { direction } from '../../kit/languages.ts'
import { dataScript, html, type Markup } from '../../kit/markup.ts'
import type { Place } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'
import { siteFooter } from './footer.ts'
import { masthead } from './masthead.ts'
import type { Publication, Page } from './publication.ts'

/** A whole page, from doctype to end: what a handler answers with. */
export function renderPage(publication: Publication, page: Page, main: Markup): string {
  return html`<!doctype html>
<html lang="${publication.place.language}" dir="${direction(publication.place.language)}" class="${page.kind}">
<head>
${head(publication, page)}
</head>
<body>
<a class="skip" href="#main">${wordsOf(publication.place.language).skip}</a>
${publication.notice !== undefined && notice(publication.notice, publication.place)}
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
${page.own !== undefined && html`<link rel="stylesheet" href="${page.own.css}"><script type="module" src="${page.own.js}"></script>`}
${page.refreshSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${page.refreshSeconds}"></noscript>`}
<link rel="icon" href="/-/icon.svg" type="image/svg+xml">
<meta name="color-scheme" content="light dark">
${publication.feeds.map(({ label, href, type }) => html`<link rel="alternate" type="${type}" title="${publication.name}, ${label}" href="${href}">`)}
${page.otherForms?.map(({ type, href, title }) => html`<link rel="alternate" type="${type}" title="${title}" href="${href}">`)}
<link rel="search" type="application/opensearchdescription+xml" title="${wordsOf(publication.place.language).search.openSearch(publication.name)}" href="/-/opensearch.xml">
${openGraph(publication, page)}
${page.structuredData?.map(dataScript)}`
}

function alternates(languages: Page['alternates'] = []): Markup {
  const [first] = languages
  return html`${languages.map(({ language, href }) => html`<link rel="alternate" hreflang="${language}" href="${href}">\n`)}${first !== undefined && html`<link rel="alternate" hreflang="x-default" href="${first.href}">\n`}`
}

function openGraph({ name }: Publication, { title, description, canonical, language, openGraph }: Page): Markup {
  const image = openGraph?.image
  return html`<meta property="og:site_name" content="${name}"><meta property="og:type" content="${openGraph?.type ?? 'website'}"><meta property="og:title" content="${openGraph?.title ?? (title || name)}">
${description !== '' && html`<meta property="og:description" content="${description}">`}${canonical !== undefined && html`<meta property="og:url" content="${canonical}">`}<meta property="og:locale" content="${language.replace('-', '_')}">
${image !== undefined && html`<meta property="og:image" content="${image.url}"><meta property="og:image:width" content="${image.width}"><meta property="og:image:height" content="${image.height}"><meta property="og:image:alt" content="${image.alt}">`}<meta name="twitter:card" content="${image === undefined ? 'summary' : 'summary_large_image'}">
${openGraph?.publishedAt !== undefined && html`<meta property="article:published_time" content="${new Date(openGraph.publishedAt).toISOString()}">`}${openGraph?.updatedAt !== undefined && html`<meta property="article:modified_time" content="${new Date(openGraph.updatedAt).toISOString()}">`}`
}

function notice({ words, link }: NonNullable<Publication['notice']>, { language }: Place): Markup {
  return html`<aside class="notice" aria-label="${wordsOf(language).notice}"><p>${words}${link !== undefined && html` <a href="${link.href}">${link.label}</a>`}</p></aside>`
}
