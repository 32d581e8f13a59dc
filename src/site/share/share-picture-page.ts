import { namesOf, publishedArticle, publishedArticleId } from '../../articles/published-store.ts'
import { articleTag } from '../../articles/tags.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import { perHouse } from '../../kit/per-house.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { cardOfPoll, pollCardHash } from '../../polls/card.ts'
import { knownPoll } from '../../polls/known-poll.ts'
import { nextTurn } from '../../polls/poll.ts'
import { tallyNow } from '../../polls/read-poll.ts'
import { pollTag, termsTag } from '../../polls/tags.ts'
import { cardHash, cardOf, cardPath } from '../../share/share-card.ts'
import { topicTag } from '../../topics/tags.ts'
import { drawingPoll, drawingStory, drawCard } from './card-works.ts'

/** Figures on the card of an open poll move no more often: it takes a tenth of a second to draw. */
const movesEveryMs = 60_000

/**
 * `GET /-/share/:id/:hash.png`: drawn when it is first asked for, then kept in the store. An older card leads to
 * today's.
 */
export async function serveSharePicture(house: House, { params }: PageRequest): Promise<Answer> {
  const articleId = await publishedArticleId(house.db, params.id ?? '')
  const article = articleId === undefined ? undefined : await publishedArticle(house.db, articleId)
  if (article === undefined || house.settings.current().sharePictures === 'never') return renderMissingPage(house, 404)
  const main = (await namesOf(house.db, article.id)).find(({ kind }) => kind === 'topic')
  const card = cardOf(house, article, main?.name)
  if (params.hash !== cardHash(card))
    return {
      kind: 'redirect',
      status: 302,
      location: cardPath(article.publicId, card),
      tags: [articleTag(article.id), ...(main === undefined ? [] : [topicTag(main.id)])],
    }
  const key = `${article.publicId}/${cardHash(card)}`
  const body = await storedCard(house, { key, draw: () => drawCard(house, drawingStory, card) })
  return { kind: 'bytes', status: 200, type: 'image/png', body, isForever: true }
}

/**
 * `GET /polls/:id/card.png`: the poll as it stands, drawn again when it opens or closes and, while votes come in,
 * once a minute. The last one, drawn after the close, is kept in storage.
 */
export async function servePollPicture(house: House, request: PageRequest): Promise<Answer> {
  const terms = await knownPoll(house, request)
  if (house.settings.current().sharePictures === 'never') return renderMissingPage(house, 404, terms.home.edition)
  const [now, tags] = [house.clock.now(), [termsTag(terms.id), ...terms.home.tags]]
  const card = cardOfPoll(house, { ...terms, tally: await tallyNow(house, terms.id) })
  const draw = () => drawCard(house, drawingPoll, card)
  const turnsAt = nextTurn(terms, now)
  if (card.summary.isMoving)
    return {
      kind: 'bytes',
      status: 200,
      type: 'image/png',
      body: await inTurn(house, draw),
      tags,
      until: Math.min(turnsAt ?? Infinity, now + movesEveryMs),
    }
  const body = await storedCard(house, { key: `${terms.publicId}/${pollCardHash(card)}`, draw })
  return { kind: 'bytes', status: 200, type: 'image/png', body, tags: [pollTag(terms.id), ...tags], until: turnsAt }
}

async function storedCard(
  house: House,
  { key: name, draw }: { key: string; draw: () => Promise<Buffer> },
): Promise<Buffer> {
  const key = `cards/${name}.png`
  if (await house.storage.exists(key)) return house.storage.get(key)
  const bytes = await inTurn(house, draw)
  await house.storage.put(key, bytes)
  return bytes
}

/** The card that is being drawn, with all that wait behind it. */
const lineIn = perHouse((): { end: Promise<unknown> } => ({ end: Promise.resolve() }))

/** One card at a time: a crawler that wants a whole archive's must not take the machine from the readers. */
function inTurn<Value>(house: House, work: () => Promise<Value>): Promise<Value> {
  const line = lineIn(house)
  const mine = line.end.then(work)
  line.end = mine.catch(() => {})
  return mine
}
