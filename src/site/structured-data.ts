/** schema.org data of a page (JSON-LD), pure functions of plain values. Fields by Google's article documentation and schema.org/NewsArticle. */

export type Publication = { name: string; url: string; language: string; logo?: string | undefined; sameAs: readonly string[] }

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
  breadcrumb: readonly { name: string; url: string }[]
  corrections: readonly { madeAt: number; words: string }[]
}

export function newsArticle(publication: Publication, article: ArticleData): unknown[] {
  return [
    {
      '@context': 'https://schema.org',
      '@type': 'NewsArticle',
      mainEntityOfPage: article.url,
      url: article.url,
      headline: article.headline,
      description: article.description || undefined,
      inLanguage: article.language,
      datePublished: new Date(article.publishedAt).toISOString(),
      dateModified: new Date(article.updatedAt).toISOString(),
      articleSection: article.section,
      keywords: article.keywords.length > 0 ? article.keywords.join(', ') : undefined,
      wordCount: article.wordCount,
      isAccessibleForFree: true,
      author: article.authors.map((author) => ({ '@type': 'Person', name: author.name, url: author.url })),
      publisher: organization(publication),
      image: article.images.map((image) => ({
        '@type': 'ImageObject', url: image.url, width: image.width, height: image.height, caption: image.caption || undefined, creditText: image.credit || undefined,
      })),
      commentCount: article.commentsUrl === undefined ? undefined : article.commentCount,
      discussionUrl: article.commentsUrl,
      correction: article.corrections.length === 0 ? undefined : article.corrections.map(({ madeAt, words }) => ({ '@type': 'CorrectionComment', text: words, datePublished: new Date(madeAt).toISOString() })),
    },
    breadcrumbList(article.breadcrumb),
  ]
}

export function website(publication: Publication, description: string): unknown[] {
  return [
    { '@context': 'https://schema.org', '@type': 'WebSite', name: publication.name, url: publication.url, description: description || undefined, inLanguage: publication.language },
    { '@context': 'https://schema.org', ...organization(publication) },
  ]
}

export function person(publication: Publication, data: { name: string; url: string; role: string; description: string }): unknown[] {
  return [
    { '@context': 'https://schema.org', '@type': 'Person', name: data.name, url: data.url, jobTitle: data.role || undefined, description: data.description || undefined },
    breadcrumbList([{ name: publication.name, url: publication.url }, { name: data.name, url: data.url }]),
  ]
}

/** schema.org/Quotation: who said it and in which story it stands. */
export function quotation(quote: { text: string; speaker: { name: string; url: string }; story: { headline: string; url: string } }): unknown {
  return {
    '@context': 'https://schema.org', '@type': 'Quotation', text: quote.text, creator: { '@type': 'Person', ...quote.speaker },
    isPartOf: { '@type': 'NewsArticle', headline: quote.story.headline, url: quote.story.url },
  }
}

export function itemList(items: readonly { name: string; url: string }[]): unknown {
  return { '@context': 'https://schema.org', '@type': 'ItemList', itemListElement: items.map((item, index) => ({ '@type': 'ListItem', position: index + 1, name: item.name, url: item.url })) }
}

export function breadcrumbList(steps: readonly { name: string; url: string }[]): unknown {
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((step, index) => ({ '@type': 'ListItem', position: index + 1, name: step.name, item: step.url })),
  }
}

function organization(publication: Publication) {
  return {
    '@type': 'NewsMediaOrganization', name: publication.name, url: publication.url, logo: publication.logo,
    sameAs: publication.sameAs.length > 0 ? publication.sameAs : undefined,
  }
}
