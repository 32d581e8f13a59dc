import type { House } from '../kit/house.ts'
import { tellsSearchEngines } from './index-now.ts'
import type { Following } from './what-follows.ts'

export type SaveContext = {
  at: number
  timeZone: string
  pattern: string
  /**
   * Where several are saved in one transaction: what follows for each (once) is gathered here, and the
   * caller tells it at the end (`tellWhatFollowsIn`).
   */
  following?: Following
  /** Search engines are told of the change; left out by an import, whose stories were there before. */
  tellsSearchEngines?: boolean
  /** The revision that the caller has read; if it is another by now, the save is rolled back. */
  expectedRevision?: number | undefined
}

/** The context of a deed in this house, now or at a given time. */
export function saveContext(house: House, at: number): SaveContext {
  const { identity, urls } = house.settings.current()
  return { at, timeZone: identity.timeZone, pattern: urls.articles, tellsSearchEngines: tellsSearchEngines(house) }
}
