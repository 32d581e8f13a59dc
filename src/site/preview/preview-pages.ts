import { subjectFor } from '../../articles/own-store.ts'
import { staffArticleBy } from '../../articles/staff-store.ts'
import { editingWords } from '../../editing/phrases.ts'
import { previewedArticle } from '../../editing/preview-article.ts'
import { storyOfPreview } from '../../editing/preview-link.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, ReaderRequest } from '../../kit/http/answers.ts'
import type { StaffRequest } from '../../kit/http/guards/staff.ts'
import { isFailure } from '../../kit/outcome.ts'
import { renderMissingPage, messageAnswer } from '../../layout/missing-page.ts'
import { can } from '../../staff/acts.ts'
import { showStoryPreview } from '../story/article-page.ts'

/** `GET /desk/preview/:id`: the page as it would be, for whoever may read the story. */
export async function showPreview(house: House, { actor, params }: StaffRequest): Promise<Answer> {
  const row = await staffArticleBy(house.db, params.id ?? '')
  if (row === undefined) return renderMissingPage(house, 404)
  const subject = await subjectFor(house.db, actor, 'article.read', row.id)
  return can(actor, 'article.read', subject) ? preview(house, row.id) : renderMissingPage(house, 404)
}

/** `GET /-/preview/:token`: the same for somebody outside who was given the link, until it expires. */
export async function showSharedPreview(house: House, { params }: ReaderRequest): Promise<Answer> {
  const publicId = storyOfPreview(house, params.token ?? '')
  const row = publicId === undefined ? undefined : await staffArticleBy(house.db, publicId)
  if (row === undefined || row.state === 'trashed') return over(house)
  return preview(house, row.id)
}

async function preview(house: House, articleId: number): Promise<Answer> {
  const story = await previewedArticle(house, articleId)
  if (isFailure(story)) return over(house)
  const { preview: label, previewOf } = editingWords(house.settings.current().identity.language)
  return showStoryPreview(house, { ...story, notice: `${label}. ${previewOf}` })
}

function over(house: House): Promise<Answer> {
  const { preview: heading, previewOver: text } = editingWords(house.settings.current().identity.language)
  return messageAnswer(house, { status: 404, heading, text })
}
