import { useLanguage, useWords } from '../app/words.tsx'
import { pauseWords, type Paused } from './refusal-words.ts'

/** Why a sending waits for somebody; null where it does not. */
export function usePauseWords(): (sending: Paused) => string | null {
  const words = useWords()
  const { language } = useLanguage()
  return (sending) => pauseWords(sending, words, language)
}
