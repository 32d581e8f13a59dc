import type { House } from '../../kit/house.ts'
import type { Answer } from '../../kit/http/answers.ts'
import type { PageHandler } from '../../kit/http/guards/page.ts'
import { openApi, operationsOf } from '../../kit/http/openapi.ts'
import type { Route } from '../../kit/http/route.ts'
import { settingsTag } from '../../kit/page-cache/tag.ts'
import { listAnswer } from '../../layout/list-answer.ts'
import { acts, isAct } from '../../staff/acts.ts'
import { apiPage } from './views.ts'

/** Of the API, not of the program: what programs rely on stays while its first number does. */
const apiVersion = '1.0.0'

/** `GET /api/v1/openapi.json` */
export function openApiDocument(routes: readonly Route[]): PageHandler {
  return async (house: House): Promise<Answer> => {
    const { name } = house.settings.current().identity
    const document = openApi(routes, { title: `${name}: API`, version: apiVersion, origin: house.config.origin })
    const type = 'application/json; charset=utf-8'
    return { kind: 'bytes', status: 200, type, body: JSON.stringify(document, null, 2), tags: [settingsTag] }
  }
}

/** `GET /api`: the same to be read. */
export function apiGuide(routes: readonly Route[]): PageHandler {
  const operations = operationsOf(routes).map(({ method, path, operation }) => ({
    method,
    path,
    id: operation.id,
    summary: operation.summary,
    act: operation.act,
    may: isAct(operation.act) ? acts[operation.act] : '',
  }))
  return async (house) => {
    const head = { title: 'API', description: '', href: '/api', number: 0, structuredData: [] }
    return listAnswer(house, head, () => apiPage(operations, house.config.origin), [settingsTag])
  }
}
