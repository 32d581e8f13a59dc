import { correctionsOf } from '../../articles/correction-store.ts'
import { shownVersions } from '../../articles/history-store.ts'
import { changesBetween, type Version } from '../../articles/history.ts'
import { publishedArticle, publishedArticleId } from '../../articles/published-store.ts'
import { storedDocument } from '../../articles/stored-document.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import { listAnswer } from '../../layout/list-answer.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { localeOf } from '../../layout/publication.ts'
import { wordsOf } from '../../layout/words.ts'
import { showArticle } from './article-page.ts'
import { pollBlocks, storyBody } from './body.ts'
import { showsColophon } from './colophon.ts'
import { storyPolls } from './polls.ts'
import { madePage, type MadeVersion } from './views/provenance.ts'
import { loadedBy, weightOf } from './weight.ts'

/** `GET /-/made/:id`: what a story's page sends, asks and shows, each where it can be checked. */
export async function showProvenance(house: House, request: PageRequest): Promise<Answer> {
  const id = showsColophon(house) ? await publishedArticleId(house.db, request.params.id ?? '') : undefined
  const article = id === undefined ? undefined : await publishedArticle(house.db, id)
  const page = article && (await showArticle(house, { ...request, path: article.path }, article.id))
  if (article === undefined || page?.kind !== 'html') return renderMissingPage(house, 404)
  const document = storedDocument(article.documentJson)
  const around = { locale: localeOf(house), language: article.language, alsoMedia: [] }
  const { paidLinks, disclosure } = await storyBody(house, document, around)
  const polls = await storyPolls(house, pollBlocks(document), around.locale)
  const sent = Buffer.from(page.html)
  const view = {
    story: { label: article.headline, href: article.path },
    weight: await weightOf(house, sent),
    loaded: loadedBy(String(sent), house.config.origin),
    polls: polls.all.map(({ publicId, question }) => ({ label: question, href: `/polls/${publicId}` })),
    paidLinks,
    disclosure,
    corrections: await correctionsOf(house.db, article.id),
    versions: versionsOf(await shownVersions(house.db, article.id)),
  }
  const head = {
    title: wordsOf(localeOf(house).language).made.of(article.headline),
    description: '',
    href: `/-/made/${article.publicId}`,
    number: 0,
    structuredData: [],
  }
  return listAnswer(house, head, (publication) => madePage(view, publication.locale), page.tags ?? [])
}

function versionsOf(versions: readonly Version[]): MadeVersion[] {
  return versions.map((version, index) => {
    const before = versions[index - 1]
    return { number: index + 1, shownAt: version.shownAt, changes: before && changesBetween(before, version) }
  })
}
