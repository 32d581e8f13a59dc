import { z } from 'zod'
import { httpStatusOf, Refusal } from '../errors.ts'
import { failureCode } from '../outcome.ts'
import { anyone, signedIn, type Operation, type Route } from './route.ts'
import { storedBody } from './stored-body.ts'

/** `cookie`: the name of the one that a member's browser has. */
export type ApiInfo = { title: string; version: string; origin: string; cookie: string }

/** The routes that are operations of the API. */
export function operationsOf(routes: readonly Route[]): (Route & { operation: Operation })[] {
  return routes.flatMap((route) => (route.operation === undefined ? [] : [{ ...route, operation: route.operation }]))
}

/** The API as a document (OpenAPI 3.1), made of the schemas that requests are checked by. */
export function openApi(routes: readonly Route[], { title, version, origin, cookie }: ApiInfo): object {
  const paths: Record<string, Record<string, object>> = {}
  const schemas: Schemas = { Problem: problemSchema }
  for (const route of operationsOf(routes)) {
    const path = route.path.replaceAll(/:(\w+)/gu, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(route, schemas) }
  }
  return {
    openapi: '3.1.1',
    info: { title, version },
    servers: [{ url: origin }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: cookie },
      },
      schemas,
    },
  }
}

type Schemas = Record<string, object>

function describe({ method, path, operation }: Route & { operation: Operation }, schemas: Schemas): object {
  const { id, summary, act, query, body, reply, failures } = operation
  const inPath = [...path.matchAll(/:(\w+)/gu)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: jsonSchema(z.object({ [name]: schema }), 'input').properties?.[name] ?? {},
  }))
  const inHeader = method === 'GET' || act === anyone ? [] : [idempotencyKey]
  const parameters = [...inPath, ...inQuery, ...inHeader]
  return {
    operationId: id,
    summary,
    ...neededFor(act),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: contentOf(body, `${id}Body`, schemas) } }),
    responses: {
      200: { description: 'Done.', content: jsonOf(shared(jsonSchema(reply, 'output'), `${id}Reply`, schemas)) },
      ...Object.fromEntries(statusesOf(failures, body !== undefined).map((status) => [status, problemResponse])),
    },
  }
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'One for each act. Sent again with the same, it is not done again, and the reply is the same for a day.',
  schema: { type: 'string', maxLength: 200 },
}

function neededFor(act: string): { description: string; security?: object[] } {
  if (act === anyone) return { description: 'For anyone: nobody needs to be signed in.', security: [] }
  if (act === signedIn) return { description: 'For every member who is signed in.', security: [{ session: [] }] }
  return { description: `The member's role or the access token must have \`${act}\`.` }
}

export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): z.core.JSONSchema.BaseSchema {
  // OpenAPI 3.1 says once for the whole document which dialect this is.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

function contentOf(body: z.ZodType, name: string, schemas: Schemas): object {
  if (body !== storedBody) return jsonOf(shared(jsonSchema(body, 'input'), name, schemas))
  return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
}

/**
 * Puts what a schema defines for itself, because it holds itself (a list within a list), where the whole document finds
 * it, under `name`.
 */
function shared({ $defs = {}, ...schema }: z.core.JSONSchema.BaseSchema, name: string, schemas: Schemas): object {
  const renamed = (part: object): object =>
    JSON.parse(
      JSON.stringify(part).replaceAll(/"#\/\$defs\/(\w+)"/gu, (_, def) => `"#/components/schemas/${name}${def}"`),
    )
  for (const [def, part] of Object.entries($defs)) schemas[`${name}${def}`] = renamed(part)
  return renamed(schema)
}

function jsonOf(schema: object): object {
  return { 'application/json': { schema } }
}

function statusesOf(failures: Operation['failures'], hasBody: boolean): number[] {
  const always = [401, 403, 422, 429, 503, ...(hasBody ? [400, 413, 415] : [])]
  const own = failures.map((outcome) => httpStatusOf(new Refusal(failureCode({ outcome, words: '' }), '')))
  return [...new Set([...always, ...own])].toSorted((a, b) => a - b)
}

const problemResponse = {
  description: 'Not done, and why (RFC 9457).',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', description: 'Its last part is the code, which stays whatever the words say.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What was wrong, and what to do.' },
    code: { type: 'string', description: 'Why, where a program may want to say it in its own words.' },
    params: { type: 'object', description: 'What stands in the words: numbers, names, moments.' },
    faults: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'detail'],
        properties: {
          path: { type: 'string', description: 'Where in the body (RFC 6901), or after `?` in the query.' },
          detail: { type: 'string' },
          code: { type: 'string' },
          params: { type: 'object' },
        },
      },
    },
  },
}
