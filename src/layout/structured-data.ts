import type { Correction } from '../articles/article.ts'
/**
 * schema.org data of a page (JSON-LD), pure functions of plain values. Fields by Google's article documentation and
 * schema.org's own definitions.
 */

/** `facts`: what the publisher has set of itself, by schema.org's names. */
export type Publisher = {
  name: string
  url: string
  language: string
  logo?: string | undefined
  sameAs: readonly string[]
  facts: Readonly<Record<string, string>>
}

export type QuotationData = {
  words: string
  speaker: { name: string; url?: string | undefined; capacity: string } | undefined
  /** ISO date, or empty. */
  saidOn: string
  sourceUrl: string
  /** Where it stands, absolute. */
  url: string
  story?: { headline: string; url: string } | undefined
}

export type ArticleData = {
  url: string
  headline: string
  description: string
  language: string
  publishedAt: number
  updatedAt: number
  section?: string | undefined
  keywords: readonly string[]
  authors: readonly { name: string; url: string }[]
  images: readonly { url: string; width: number; height: number; caption: string; credit: string }[]
  wordCount: number
  commentCount: number
  commentsUrl?: string | undefined
  quotes: readonly QuotationData[]
  breadcrumb: readonly Step[]
  corrections: readonly Correction[]
}

type Step = { name: string; url: string }

const context = { '@context': 'https://schema.org' } as const

export function newsArticle(publisher: Publisher, article: ArticleData): unknown[] {
  return [
    {
      ...context,
      '@type': 'NewsArticle',
      mainEntityOfPage: article.url,
      url: article.url,
      headline: article.headline,
      description: article.description || undefined,
      inLanguage: article.language,
      datePublished: time(article.publishedAt),
      dateModified: time(article.updatedAt),
      articleSection: article.section,
      keywords: article.keywords.length > 0 ? article.keywords.join(', ') : undefined,
      wordCount: article.wordCount,
      isAccessibleForFree: true,
      author: listed(article.authors.map((author) => ({ '@type': 'Person', name: author.name, url: author.url }))),
      publisher: organizationNamed(publisher),
      image: listed(
        article.images.map((image) => ({
          '@type': 'ImageObject',
          url: image.url,
          width: image.width,
          height: image.height,
          caption: image.caption || undefined,
          creditText: image.credit || undefined,
        })),
      ),
      hasPart: listed(article.quotes.map(quotation)),
      commentCount: article.commentsUrl === undefined ? undefined : article.commentCount,
      discussionUrl: article.commentsUrl,
      correction: correctionComments(article.corrections),
      creativeWorkStatus: article.corrections.some(({ kind }) => kind === 'retraction') ? 'Retracted' : undefined,
    },
    breadcrumbList(article.breadcrumb),
  ]
}

/** Of what was wrong or unclear: something new is no correction, and shows in `dateModified`. */
function correctionComments(corrections: readonly Correction[]): object[] | undefined {
  const told = corrections.filter(({ kind }) => kind !== 'update')
  if (told.length === 0) return undefined
  return told.map(({ madeAt, words }) => ({
    '@type': 'CorrectionComment',
    text: words,
    datePublished: new Date(madeAt).toISOString(),
  }))
}

/** A page that is not news: about us, the imprint. */
export function webPage(
  publisher: Publisher,
  page: Pick<ArticleData, 'url' | 'headline' | 'description' | 'language' | 'publishedAt' | 'updatedAt' | 'breadcrumb'>,
): unknown[] {
  return [
    {
      ...context,
      '@type': 'WebPage',
      url: page.url,
      name: page.headline,
      description: page.description || undefined,
      inLanguage: page.language,
      datePublished: time(page.publishedAt),
      dateModified: time(page.updatedAt),
      publisher: organizationNamed(publisher),
    },
    breadcrumbList(page.breadcrumb),
  ]
}

/** The front page: the site, and all that its publisher says of itself. */
export function website(publisher: Publisher, description: string, searchUrl: string): unknown[] {
  const { name, url, language } = publisher
  const search = {
    '@type': 'SearchAction',
    target: { '@type': 'EntryPoint', urlTemplate: `${searchUrl}?q={search_term_string}` },
    'query-input': 'required name=search_term_string',
  }
  return [
    {
      ...context,
      '@type': 'WebSite',
      name,
      url,
      description: description || undefined,
      inLanguage: language,
      potentialAction: search,
    },
    { ...context, ...organizationNamed(publisher), sameAs: listed(publisher.sameAs), ...publisher.facts },
  ]
}

export function person(
  publisher: Publisher,
  data: { name: string; url: string; role: string; description: string; quotes: readonly QuotationData[] },
): unknown[] {
  return [
    {
      ...context,
      '@type': 'Person',
      '@id': `${data.url}#person`,
      name: data.name,
      url: data.url,
      jobTitle: data.role || undefined,
      description: data.description || undefined,
    },
    ...(data.quotes.length === 0
      ? []
      : [
          {
            ...context,
            '@type': 'ItemList',
            itemListElement: data.quotes.map((quote, index) => ({
              '@type': 'ListItem',
              position: index + 1,
              item: quotation(quote),
            })),
          },
        ]),
    breadcrumbList([publisher, data]),
  ]
}

/** A list of stories by their addresses; nothing for an empty one. */
export function itemList(urls: readonly string[]): unknown[] {
  return urls.length === 0
    ? []
    : [
        {
          ...context,
          '@type': 'ItemList',
          itemListElement: urls.map((url, index) => ({ '@type': 'ListItem', position: index + 1, url })),
        },
      ]
}

export function breadcrumbList(steps: readonly Step[]): unknown {
  return {
    ...context,
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((step, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name: step.name,
      item: step.url,
    })),
  }
}

function quotation({ words, speaker, saidOn, sourceUrl, url, story }: QuotationData) {
  return {
    '@type': 'Quotation',
    text: words,
    url,
    citation: sourceUrl || undefined,
    dateCreated: saidOn || undefined,
    spokenByCharacter: speaker && {
      '@type': 'Person',
      name: speaker.name,
      url: speaker.url,
      jobTitle: speaker.capacity || undefined,
    },
    isPartOf: story && { '@type': 'NewsArticle', headline: story.headline, url: story.url },
  }
}

/** As others refer to it: `@id` leads to what the front page says. */
function organizationNamed({ name, url, logo }: Publisher) {
  return { '@type': 'NewsMediaOrganization', '@id': `${url}#organization`, name, url, logo }
}

function listed<Value>(values: readonly Value[]): readonly Value[] | undefined {
  return values.length === 0 ? undefined : values
}

function time(at: number): string {
  return new Date(at).toISOString()
}
