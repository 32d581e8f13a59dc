import { createContext, use } from 'react'
import { useLanguage } from '../app/words.tsx'

/** The language that the story is written in; '' where it names none. */
export const StoryLanguage = createContext('')

/** A tag that Intl knows: the story's, or that of the desk. */
export function useStoryLanguage(): string {
  const { language } = useLanguage()
  const tag = use(StoryLanguage)
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? language
  } catch {
    return language
  }
}
