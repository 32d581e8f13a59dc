import { phrasebook } from '../kit/phrasebook.ts'
import { ar } from './messages/ar.ts'
import { de } from './messages/de.ts'
import { en } from './messages/en.ts'
import { es } from './messages/es.ts'
import { fr } from './messages/fr.ts'
import type { Finding } from './preflight-rules.ts'

/** What the newsroom is told about its stories, in its own languages. */
export const editingWords = phrasebook({ en, de, fr, es, ar })

/** A finding as a sentence. */
export function findingWords({ rule, values }: Pick<Finding, 'rule' | 'values'>, language: string): string {
  const message: unknown = editingWords(language).finding[rule]
  if (typeof message !== 'function') return String(message)
  const all = Object.values(values)
  return String(message(all.length === 1 ? all[0] : values))
}
