import type { Correction } from '../../articles/article.ts'
import type { Document } from '../../articles/document.ts'
import type { NamedLink, PublishedArticle } from '../../articles/published-store.ts'
import { quoteWords } from '../../articles/render/text.ts'
import type { House } from '../../kit/house.ts'
import { personPath, topicPath } from '../../layout/addresses.ts'
import { absolute, publisherOf } from '../../layout/publication.ts'
import { newsArticle, webPage, type QuotationData } from '../../layout/structured-data.ts'

type StoryParts = {
  article: PublishedArticle
  document: Document
  topics: readonly NamedLink[]
  authors: readonly NamedLink[]
  image: { url: string; width: number; height: number } | undefined
  commentsUrl: string | undefined
  corrections: readonly Correction[]
}

/** A story or a page as machines are told of it. */
export function storyData(
  house: House,
  { article, document, topics, authors, image, commentsUrl, corrections }: StoryParts,
): unknown[] {
  const publisher = publisherOf(house)
  const [main] = topics
  const { headline, language, publishedAt, updatedAt, wordCount, commentCount } = article
  const url = absolute(house, article.path)
  const steps = [
    publisher,
    ...(main === undefined ? [] : [{ name: main.name, url: absolute(house, topicPath(main.slug)) }]),
    { name: headline, url },
  ]
  const told = {
    url,
    headline,
    description: article.seoDescription || article.standfirst,
    language,
    publishedAt,
    updatedAt,
    breadcrumb: steps,
  }
  if (article.kind === 'page') return webPage(publisher, told)
  return newsArticle(publisher, {
    ...told,
    section: main?.name,
    keywords: topics.map(({ name }) => name),
    wordCount,
    commentCount,
    commentsUrl,
    corrections,
    authors: authors.map(({ name, slug }) => ({ name, url: absolute(house, personPath(slug)) })),
    images: image === undefined ? [] : [{ ...image, caption: article.leadCaption, credit: article.leadCredit }],
    quotes: quotesIn(house, document, url),
  })
}

function quotesIn(house: House, { blocks }: Document, storyUrl: string): QuotationData[] {
  return blocks.flatMap((block) => {
    if (block.type !== 'quote') return []
    const { speaker, person, capacity = '', saidOn = '', sourceUrl = '' } = block
    return [
      {
        words: quoteWords(block),
        saidOn,
        sourceUrl: sourceUrl.startsWith('/') ? absolute(house, sourceUrl) : sourceUrl,
        url: `${storyUrl}#${block.id}`,
        speaker:
          speaker === undefined
            ? undefined
            : { name: speaker, capacity, url: person === undefined ? undefined : absolute(house, personPath(person)) },
      },
    ]
  })
}
