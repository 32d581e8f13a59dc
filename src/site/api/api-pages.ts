import { z } from 'zod'
import { sessionCookieName } from '../../accounts/cookie.ts'
import type { House } from '../../kit/house.ts'
import type { Answer } from '../../kit/http/answers.ts'
import type { PageHandler } from '../../kit/http/guards/page.ts'
import { jsonSchema, openApi, operationsOf } from '../../kit/http/openapi.ts'
import type { Route } from '../../kit/http/route.ts'
import { settingsTag } from '../../kit/page-cache/tag.ts'
import { listAnswer } from '../../layout/list-answer.ts'
import { acts } from '../../staff/acts.ts'
import { apiPage, type ApiEntry, type ApiField } from './views.ts'

/** Of the API, not of the program: what programs rely on stays while its first number does. */
const apiVersion = '1.0.0'

/** `GET /api/v1/openapi.json` */
export function serveOpenApi(routes: readonly Route[]): PageHandler {
  return async (house: House): Promise<Answer> => {
    const { name } = house.settings.current().identity
    const document = openApi(routes, {
      title: `${name}: API`,
      version: apiVersion,
      origin: house.config.origin,
      cookie: sessionCookieName(house),
    })
    const type = 'application/json; charset=utf-8'
    return { kind: 'bytes', status: 200, type, body: JSON.stringify(document, null, 2), tags: [settingsTag] }
  }
}

/** `GET /api`: the same to be read. */
export function showApiGuide(routes: readonly Route[]): PageHandler {
  return async (house) => {
    const entries = operationsOf(routes).map(({ method, path, operation }): ApiEntry => {
      const { id, summary, act, query, body, reply } = operation
      const [asked, sent, given] = [fieldsOf(query, 'input'), fieldsOf(body, 'input'), fieldsOf(reply, 'output')]
      return { method, path, id, summary, act, query: asked, body: sent, reply: given }
    })
    const head = { title: 'API', description: '', href: '/api', number: 0, structuredData: [] }
    return listAnswer(house, head, () => apiPage(entries, { origin: house.config.origin, acts }), [settingsTag])
  }
}

function fieldsOf(schema: z.ZodType | undefined, io: 'input' | 'output'): ApiField[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = jsonSchema(schema, io)
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: typeOf(property),
    description: typeof property === 'object' ? (property.description ?? '') : '',
    isOptional: io === 'input' && !required.includes(name),
  }))
}

type Property = z.core.JSONSchema._JSONSchema

/** In words: `text`, `one of "a", "b"`, `list of …`. */
function typeOf(property: Property | readonly Property[] | undefined): string {
  if (typeof property !== 'object' || Array.isArray(property)) return 'anything'
  const { type, enum: values, const: only, anyOf, items } = property as z.core.JSONSchema.BaseSchema
  if (values !== undefined)
    return values.length === 1 ? `"${values[0]}"` : `one of ${values.map((value) => `"${value}"`).join(', ')}`
  if (only !== undefined) return `"${only}"`
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ')
  if (type === 'array') return `list of ${typeOf(items)}`
  const names: Record<string, string> = {
    string: 'text',
    integer: 'whole number',
    boolean: 'true or false',
    object: 'group',
  }
  return (typeof type === 'string' && (names[type] ?? type)) || 'anything'
}
