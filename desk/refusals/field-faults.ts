/** What was wrong with single fields of a form, said beside each. */
import { Problem } from '../api/client.ts'
import { useLanguage, useWords } from '../app/words.tsx'
import { refusalWords } from './refusal-words.ts'

/** The words for the first of these paths that something was wrong with; undefined where nothing was. */
export type FaultAt = (...paths: string[]) => string | undefined

export function useFaultAt(error: Error | null): FaultAt {
  const words = useWords()
  const { language } = useLanguage()
  return (...paths) => {
    const faults = error instanceof Problem ? error.faults : []
    const fault = faults.find(({ path }) => paths.includes(path))
    return fault && (refusalWords(fault, words, language) ?? fault.detail)
  }
}
