import { alertStates, type AlertState } from '../api/alerts.ts'

/** What the list shows: it stands in the address. */
export type AlertFilter = { state?: AlertState; article?: string }

export function readAlertFilter(search: Record<string, unknown>): AlertFilter {
  const state = alertStates.find((known) => known === search.state)
  const { article } = search
  return {
    ...(state !== undefined && { state }),
    ...(typeof article === 'string' && article !== '' && { article: article.slice(0, 100) }),
  }
}
