import { articleTag } from '../../articles/tags.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, LinkRequest, PageRequest } from '../../kit/http/answers.ts'
import { listAnswer } from '../../layout/list-answer.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { cursorOf, perPage, toFirst } from '../../layout/paging.ts'
import { localeOf } from '../../layout/publication.ts'
import { countClick } from '../clicks.ts'
import { landingOf } from '../log-store.ts'
import { logEntries } from '../log.ts'
import { alertPhrases } from '../phrases.ts'
import { alertsTag } from '../tags.ts'
import { logPage } from '../views/log.ts'

/** `GET /alerts`: every alert that went out, newest first, paged by key. */
export async function showAlerts(house: House, request: PageRequest): Promise<Answer> {
  const before = cursorOf(request)
  if (before === 'odd') return toFirst('/alerts')
  const after = before && { sentAt: before.at, id: before.id }
  const found = await logEntries(house, { limit: perPage + 1, after })
  const entries = found.slice(0, perPage)
  const last = found.length > perPage ? entries.at(-1) : undefined
  const paging = { newer: after && '/alerts', older: last && `/alerts?before=${last.sentAt}-${last.id}` }
  const { title, text: description } = alertPhrases(localeOf(house).language).log
  const number = after === undefined ? 1 : 0
  const head = { title, description, href: '/alerts', number, structuredData: [], feedsPath: '/alerts' }
  return listAnswer(house, head, ({ locale }) => logPage({ entries, paging }, locale), [
    alertsTag,
    ...entries.map(({ articleId }) => articleTag(articleId)),
  ])
}

/** `GET /-/a/:id`: from a message to the story. The link is the same for everybody, and counts one visit. */
export async function followAlert(house: House, { params, address, isByPerson }: LinkRequest): Promise<Answer> {
  const [alert] = await landingOf(house.db, params.id ?? '')
  if (alert === undefined || alert.path === null) return renderMissingPage(house, 404)
  if (isByPerson) countClick(house, alert.id, address)
  return { kind: 'redirect', status: 302, location: alert.path }
}
