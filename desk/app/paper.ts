import { createContext, use } from 'react'

/** The name of the publication. */
export const Paper = createContext('')

export function usePaper(): string {
  return use(Paper)
}

/** The zone that the publication's clocks are in. */
export const PaperZone = createContext('UTC')

export function usePaperZone(): string {
  return use(PaperZone)
}
