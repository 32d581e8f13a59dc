import type { Assets } from '../../kit/assets.ts'
import { direction } from '../../kit/languages.ts'
import { dataScript, html, type Markup } from '../../kit/markup.ts'
import type { Place } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'
import { siteFooter, type Footer } from './footer.ts'
import { masthead } from './masthead.ts'

export type Link = { label: string; href: string }

/** What all pages of a publication have in common. */
export type Publication = {
  name: string
  tagline: string
  /** Absolute, without a slash at its end. */
  origin: string
  place: Place
  topics: readonly Link[]
  /** Where the search page is. */
  searchHref: string
  /** The site's languages when it has several, each with its front page. */
  languages: readonly (Link & { language: string })[]
  feeds: readonly { label: string; href: string; type: string }[]
  social: readonly Link[]
  footer: Footer
  assets: Pick<Assets, 'css' | 'js' | 'preload'>
  /** A stylesheet with the publisher's own accent (`accentStyles`), when there is one. */
  accentHref?: string | undefined
  /** One line above everything: the demo's, a breaking story's. */
  notice?: { words: string; link?: Link | undefined } | undefined
}

export type Page = {
  /** Of the browser's tab, without the publication's name; empty on the front page. */
  title: string
  description: string
  /** Absolute. Left out on pages that nobody should find or share. */
  canonical?: string | undefined
  /** BCP 47, of the story that the page is about; what stands around it is in the place's language. */
  language: string
  /** The same in other languages, this one among them; the first is for whoever reads none of them. */
  alternates?: readonly { language: string; href: string }[] | undefined
  noindex?: boolean | undefined
  /** OpenGraph; `type` is website where nothing is said. */
  openGraph?:
    | {
        type: 'article' | 'profile' | 'website'
        title?: string | undefined
        image?: { url: string; width: number; height: number; alt: string } | undefined
        publishedAt?: number | undefined
        updatedAt?: number | undefined
      }
    | undefined
  structuredData?: readonly unknown[] | undefined
  /** The same in other forms, for machines: feeds of the page's own, oEmbed. */
  otherForms?: readonly { type: string; href: string; title: string }[] | undefined
  /** Front: the masthead at its full size, as the page's heading. */
  kind: 'front' | 'article' | 'list' | 'plain'
  /** Stylesheet and script that only this page has. */
  own?: { css: string; js: string } | undefined
  /** Where no script follows what happens, the browser asks again after so many seconds. */
  refreshSeconds?: number | undefined
  /** Of the topic that the page belongs to: marked in the navigation. */
  currentHref?: string | undefined
}

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
