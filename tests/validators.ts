import { Ajv } from 'ajv'
import formats from 'ajv-formats'
/** What machines read, checked against tests/schemas: each gives the faults in words, none when all is well. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validateXML } from 'xmllint-wasm'

const read = (name: string) => readFileSync(join(import.meta.dirname, 'schemas', name), 'utf8')

export async function xmlFaults(
  xml: string,
  schema: 'atom.rng' | 'rss.rng' | 'sitemap.xsd' | 'sitemap-index.xsd',
): Promise<string[]> {
  const preload = schema === 'sitemap.xsd' ? [{ fileName: 'sitemap-news.xsd', contents: read('sitemap-news.xsd') }] : []
  const { errors } = await validateXML({
    xml: [{ fileName: 'answer.xml', contents: xml }],
    schema: [{ fileName: schema, contents: read(schema) }],
    preload,
    extension: schema.endsWith('.rng') ? 'relaxng' : 'schema',
  })
  return errors.map(({ message }) => message)
}

const ajv = new Ajv({ allErrors: true, strict: false })
formats.default(ajv)

export function jsonFaults(json: unknown, schema: 'json-feed.schema.json' | 'oembed.schema.json'): string[] {
  const validate = ajv.getSchema(schema) ?? ajv.addSchema(JSON.parse(read(schema)), schema).getSchema(schema)
  return validate?.(json) === true
    ? []
    : (validate?.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

type Vocabulary = {
  types: Record<string, string | null>
  properties: Record<string, { domain: string[]; range: string[] }>
}
const vocabulary: Vocabulary = JSON.parse(read('schema-org.json'))

/** Every block of JSON-LD in a page. */
export function dataIn(html: string): Record<string, unknown>[] {
  return [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gsu)].map((match) =>
    JSON.parse(match[1] ?? ''),
  )
}

/** Types that schema.org does not have, properties where they do not belong, values that they may not hold. */
export function dataFaults(blocks: readonly Record<string, unknown>[]): string[] {
  return blocks.flatMap(({ '@context': context, ...node }) => [
    ...(context === 'https://schema.org' ? [] : [`@context is ${String(context)}`]),
    ...nodeFaults(node),
  ])
}

function nodeFaults({ '@type': type, '@id': _, ...properties }: Record<string, unknown>): string[] {
  const line = lineOf(String(type))
  if (line.length === 0) return [`${String(type)} is no type that we use`]
  return Object.entries(properties).flatMap(([name, value]) => {
    const property = vocabulary.properties[name]
    if (property === undefined || !property.domain.some((domain) => line.includes(domain)))
      return [`${String(type)} has no ${name}`]
    return [value].flat().flatMap((one) => valueFaults(`${String(type)}.${name}`, one, property.range))
  })
}

function valueFaults(where: string, value: unknown, range: readonly string[]): string[] {
  if (typeof value === 'object' && value !== null) {
    const node = value as Record<string, unknown>
    const fits = lineOf(String(node['@type'])).some((type) => range.includes(type))
    return [...(fits ? [] : [`${where} cannot be a ${String(node['@type'])}`]), ...nodeFaults(node)]
  }
  // A thing may be named by its address alone.
  const fits = range.some((type) => plain[type]?.(value) ?? isAddress(value))
  return fits && value !== '' ? [] : [`${where} cannot be ${JSON.stringify(value)}`]
}

const plain: Record<string, (value: unknown) => boolean> = {
  Text: (value) => typeof value === 'string',
  URL: isAddress,
  Integer: Number.isInteger,
  Boolean: (value) => typeof value === 'boolean',
  Date: (value) => typeof value === 'string' && /^\d{4}(-\d{2}(-\d{2})?)?$/u.test(value),
  DateTime: (value) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/u.test(value),
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//u.test(value)
}

function lineOf(type: string): string[] {
  const line: string[] = []
  for (let at: string | null | undefined = type; at != null && at in vocabulary.types; at = vocabulary.types[at])
    line.push(at)
  return line
}
