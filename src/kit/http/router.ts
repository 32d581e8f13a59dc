import type { Route } from './route.ts'

export type Match = { route: Route; params: Record<string, string> }

/** By the method of the route. */
export type Matched = ReadonlyMap<string | undefined, Match>

export type Router = {
  /** What answers at this path (with its percent-encoding), whatever the method. */
  match(key: string): Matched
}

type Pattern = { route: Route; shape: RegExp; names: string[] }

/**
 * Paths are literal, have `:name` for one segment (or the part of it up to a literal ending), or end in `/*` for
 * everything below. Of each method the first fitting route answers.
 */
export function openRouter(routes: readonly Route[]): Router {
  const patterns = routes.map((route): Pattern => ({ route, ...shapeOf(route.path) }))
  const firsts = new Map(routes.map(({ path }) => [firstOf(path), patternsFor(patterns, firstOf(path))]))
  const elsewhere = patternsFor(patterns, undefined)
  const literal = new Map<string, Matched>()
  for (const { path } of routes) if (!/[:*]/u.test(path)) literal.set(path, search(patterns, path))
  return { match: (key) => literal.get(key) ?? search(firsts.get(firstOf(key)) ?? elsewhere, key) }
}

/** Up to the second slash: most addresses have one of few, and need be held against few patterns. */
function firstOf(path: string): string {
  const end = path.indexOf('/', 1)
  return end === -1 ? path : path.slice(0, end)
}

function patternsFor(patterns: readonly Pattern[], first: string | undefined): Pattern[] {
  return patterns.filter(({ route }) => firstOf(route.path) === first || /[:*]/u.test(firstOf(route.path)))
}

function search(patterns: readonly Pattern[], key: string): Matched {
  const matched = new Map<string | undefined, Match>()
  for (const { route, shape, names } of patterns) {
    if (matched.has(route.method)) continue
    // What is for all else below a folder is not for what has a route of its own: there the method is wrong.
    if (route.path.endsWith('/*') && [...matched.values()].some((other) => other.route.path !== route.path)) continue
    const found = shape.exec(key)
    if (found === null) continue
    const params = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]))
    matched.set(route.method, { route, params })
  }
  return matched
}

function shapeOf(path: string): { shape: RegExp; names: string[] } {
  if (!/^\/(?:[\w.~:-]+(?:\/[\w.~:-]+)*(?:\/\*?)?|\*)?$/u.test(path)) throw new Error(`${path} is no path of a route`)
  const names: string[] = []
  const source = path.replaceAll('.', '\\.').replace(/:(\w+)/gu, (_, name: string) => {
    names.push(name)
    return '([^/]+?)'
  })
  return { shape: new RegExp(`^${source.endsWith('/*') ? `${source.slice(0, -1)}.*` : source}$`, 'u'), names }
}
