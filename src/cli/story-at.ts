import { articleByPath, type ArticleRow } from '../articles/store.ts'
import type { House } from '../kit/house.ts'

export const addressHelp = "the story's address, such as /2026/11/bridge-hours, or as the browser shows it"

/**
 * The story at an address as somebody has it: whole from the browser, or a path that lacks its first or last stroke.
 */
export async function storyAt(house: House, given: string): Promise<(ArticleRow & { path: string }) | undefined> {
  for (const candidate of addressCandidates(given, house.config.origin)) {
    const article = await articleByPath(house.db, candidate)
    if (article !== undefined) return { ...article, path: candidate }
  }
  return undefined
}

export function addressCandidates(given: string, origin: string): string[] {
  const path = pathIn(given, origin)
  return [path, path.endsWith('/') ? path.slice(0, -1) : `${path}/`]
}

export function pathIn(given: string, origin: string): string {
  try {
    return decodeURIComponent(new URL(given, `${origin}/`).pathname)
  } catch {
    return given
  }
}
