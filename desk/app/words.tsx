/** The words of the desk, in the language of whoever sits at it. */
import { createContext, use, useEffect, useState, type ReactNode } from 'react'
import { baseOf, direction } from '../../src/kit/languages.ts'
import { phrasebook, type Phrases } from '../../src/kit/phrasebook.ts'
import { english, type English, type Words } from './messages/en.ts'

/** One file a language, fetched when somebody wants it. */
const files: Record<string, () => Promise<Words>> = {
  de: async () => (await import('./messages/de.ts')).german,
  fr: async () => (await import('./messages/fr.ts')).french,
  es: async () => (await import('./messages/es.ts')).spanish,
  ar: async () => (await import('./messages/ar.ts')).arabic,
}

export type DeskWords = Phrases<English>
type Speech = { words: DeskWords; language: string; dir: 'ltr' | 'rtl' }

const inEnglish: Speech = { words: phrasebook({ en: english })('en'), language: 'en', dir: 'ltr' }
const SpeechContext = createContext<Speech>(inEnglish)

export function useWords(): DeskWords {
  return use(SpeechContext).words
}

export function useLanguage(): Pick<Speech, 'language' | 'dir'> {
  return use(SpeechContext)
}

/**
 * `wanted`: a BCP 47 tag; the browser's own where a member has set none. Until its words are there, nothing is shown.
 */
export function Speaking({ wanted, children }: { wanted: string; children: ReactNode }) {
  const [speech, setSpeech] = useState<Speech>()
  useEffect(() => {
    let isWanted = true
    void speechIn(wanted).then((found) => {
      if (isWanted) setSpeech(found)
    })
    return () => void (isWanted = false)
  }, [wanted])
  useEffect(() => {
    if (speech === undefined) return
    document.documentElement.lang = speech.language
    document.documentElement.dir = speech.dir
  }, [speech])
  return speech === undefined ? null : <SpeechContext value={speech}>{children}</SpeechContext>
}

async function speechIn(wanted: string): Promise<Speech> {
  const base = baseOf(wanted)
  const read = files[base]
  if (read === undefined) return inEnglish
  try {
    const language = wanted.toLowerCase().startsWith(base) ? wanted : base
    return { words: phrasebook({ en: english, [base]: await read() })(base), language, dir: direction(base) }
  } catch {
    return inEnglish
  }
}
