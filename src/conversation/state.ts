import type { PublishedArticle } from '../articles/published-store.ts'
import type { House } from '../kit/house.ts'
import { takesComments } from './comment.ts'

type Story = Pick<PublishedArticle, 'kind' | 'commentCount' | 'commentsOpen' | 'publishedAt'>

export function hasConversation(house: House, article: Story): boolean {
  return (
    article.kind === 'article' && (article.commentCount > 0 || isOpen(house, article) || article.commentsOpen === 1)
  )
}

export function isOpen(house: House, article: Story): boolean {
  return isOpenTo(house, { ...article, commentsOpen: article.commentsOpen === 1 })
}

export function isOpenTo(house: House, article: Parameters<typeof takesComments>[0]): boolean {
  return takesComments(article, house.settings.current().comments, house.clock.now())
}
