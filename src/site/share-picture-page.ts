import { namesOf, publishedArticle, publishedArticleId } from '../articles/read.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import { missingPage } from './missing-page.ts'
import { cardHash, cardOf, cardPath, type ShareCard } from './share-card.ts'

/** `GET /-/share/:id/:hash.png`: drawn when it is first asked for, then kept in the store. An older card leads to today's. */
export async function sharePicturePage(house: House, { params }: PageRequest): Promise<Answer> {
  const articleId = await publishedArticleId(house.db, params.id ?? '')
  const article = articleId === undefined ? undefined : await publishedArticle(house.db, articleId)
  if (article === undefined || house.settings.current().sharePictures === 'never') return missingPage(house, 404)
  const main = (await namesOf(house.db, article.id)).find(({ kind }) => kind === 'topic')
  const card = cardOf(house, article, main?.name)
  if (params.hash !== cardHash(card)) return { kind: 'redirect', status: 302, location: cardPath(article.publicId, card), tags: [`article:${article.id}`, ...(main === undefined ? [] : [`topic:${main.id}`])] }
  return { kind: 'bytes', status: 200, type: 'image/png', body: await storedCard(house, article.publicId, card), isForever: true }
}

async function storedCard(house: House, publicId: string, card: ShareCard): Promise<Buffer> {
  const key = `cards/${publicId}/${cardHash(card)}.png`
  if (await house.storage.exists(key)) return house.storage.get(key)
  const bytes = await inTurn(async () => (await import('./share-picture.ts')).drawSharePicture(card, house.assets.cardFonts))
  await house.storage.put(key, bytes)
  return bytes
}

let last: Promise<unknown> = Promise.resolve()

/** One card at a time: a crawler that wants a whole archive's must not take the machine from the readers. */
function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  const mine = last.then(work)
  last = mine.catch(() => {})
  return mine
}
