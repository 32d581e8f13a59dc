import type { Correction } from '../../articles/article.ts'
import type { Document } from '../../articles/document.ts'
import type { NamedLink, PublishedArticle } from '../../articles/published-store.ts'
import type { Translation } from '../../articles/translation-store.ts'
import type { StoryBody } from './body.ts'

export type Parts = {
  article: PublishedArticle
  document: Document
  topics: readonly NamedLink[]
  authors: readonly NamedLink[]
  body: StoryBody
  translations: readonly Translation[]
  corrections: readonly Correction[]
}
