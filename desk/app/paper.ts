import { createContext, use } from 'react'

/** The name of the publication. */
export const Paper = createContext('')

export function usePaper(): string {
  return use(Paper)
}
