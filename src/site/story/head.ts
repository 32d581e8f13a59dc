import type { Translation } from '../../articles/translation-store.ts'
import { hasConversation } from '../../conversation/state.ts'
import type { House } from '../../kit/house.ts'
import { topicPath } from '../../layout/addresses.ts'
import { editionFor } from '../../layout/editions.ts'
import { oembedLinks } from '../../layout/oembed-links.ts'
import { absolute } from '../../layout/publication.ts'
import type { Page, Publication } from '../../layout/views/publication.ts'
import { wordsOf } from '../../layout/words.ts'
import { sharePicture } from '../../media/picture-view.ts'
import { cardImage } from '../../share/share-card.ts'
import { storyData } from './data.ts'
import type { Parts } from './parts.ts'

/** What a story's page says of itself to browsers, networks and search engines. */
export function storyHead(
  house: House,
  publication: Publication,
  { article, document, topics, authors, body, translations, corrections }: Parts,
): Page {
  const url = absolute(house, article.path)
  const entry = body.media.byId(article.leadMediaId)
  const share = entry && sharePicture(entry.renditions)
  const image = share && {
    url: absolute(house, share.path),
    width: share.width,
    height: share.height,
    alt: article.leadAlt,
  }
  const [main] = topics
  const card = cardImage(house, { article, mainTopic: main?.name, hasPicture: image !== undefined })
  return {
    title: article.seoTitle || article.headline || wordsOf(publication.locale.language).untitled,
    description: article.seoDescription || article.standfirst,
    canonical: article.canonical || url,
    language: article.language,
    kind: 'article',
    alternates:
      translations.length < 2
        ? []
        : mainFirst(house, translations).map(({ path, language }) => ({ language, href: absolute(house, path) })),
    currentHref: main && `${publication.locale.prefix ?? ''}${topicPath(main.slug)}`,
    openGraph: {
      type: 'article',
      title: article.headline,
      image: card ?? image,
      publishedAt: article.publishedAt,
      updatedAt: article.updatedAt,
    },
    structuredData: storyData(house, {
      article,
      document,
      topics,
      authors,
      image,
      corrections,
      commentsUrl: hasConversation(house, article) ? `${url}#conversation` : undefined,
    }),
    otherForms: article.kind === 'article' ? oembedLinks(url, article.headline) : [],
  }
}

/** Readers of none of the languages get the story in the site's own. */
function mainFirst(house: House, translations: readonly Translation[]): Translation[] {
  const isMain = ({ language }: Translation) => Number(editionFor(house, language).prefix === '')
  return translations.toSorted((a, b) => isMain(b) - isMain(a))
}
